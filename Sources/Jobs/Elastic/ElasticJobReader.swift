import Yams

/// One job of Elastic's JSON, with its datafeed, as the draft of a job file.
struct ElasticJobReader {
  private(set) var query: ElasticQuery
  private(set) var draft = JobDraft()
  /// Filter lists by id, and the names of those the job uses.
  let filters: [String: ElasticFiles.Part]
  private var usedFilters: [String] = []
  /// Fields that a script makes, with their places.
  private var scripted: [String: JobDraft.Origin] = [:]

  var reader: ElasticReader {
    get { query.reader }
    set { query.reader = newValue }
  }

  init(file: String, filters: [String: ElasticFiles.Part]) {
    query = ElasticQuery(reader: ElasticReader(file: file))
    self.filters = filters
  }

  /// What the server needs to run a job, and a hunt does not.
  private static let idleKeys: Set<String> = [
    "job_type", "job_version", "groups", "analysis_limits", "allow_lazy_open", "model_plot_config",
    "background_persist_interval", "create_time", "finished_time",
    "daily_model_snapshot_retention_after_days",
    "model_snapshot_retention_days", "model_snapshot_id", "model_snapshot_min_version",
    "renormalization_window_days", "results_index_name", "results_retention_days", "deleting", "blocked",
    "established_model_memory", "datafeed_id",
  ]

  mutating func read(_ job: ElasticFiles.JobPart, id: String, datafeed: ElasticFiles.Part?) {
    let (node, path) = (job.job.node, job.job.path)
    let entries = reader.entries(
      node, path,
      used: [
        "job_id", "description", "analysis_config", "data_description", "datafeed_config", "custom_settings",
      ], idle: Self.idleKeys)
    draft.id = id
    draft.set("id", .text(id), entries["job_id"] ?? node, ElasticPath.join(path, "job_id"))
    describe(entries["description"], ElasticPath.join(path, "description"), node)
    readCustom(entries["custom_settings"], ElasticPath.join(path, "custom_settings"))
    readTime(entries["data_description"], ElasticPath.join(path, "data_description"))
    readDatafeed(datafeed)
    let analysis = ElasticPath.join(path, "analysis_config")
    if let config = entries["analysis_config"] { readAnalysis(config, analysis) }
    addFilters()
    checkScripts()
  }

  // MARK: What a person reads

  private mutating func describe(_ node: Node?, _ path: String, _ job: Node) {
    let text = node.flatMap { reader.text($0, path) } ?? ""
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard let node, !words.isEmpty else {
      return draft.set("title", .text(draft.id), job, path)
    }
    let sentence = words.firstRange(of: ". ").map { String(words[..<$0.lowerBound]) } ?? words
    let title = sentence.count <= 100 ? sentence : String(sentence.prefix(99)) + "…"
    draft.set("title", .text(title), node, path)
    if title != words { draft.set("why", .text(words), node, path) }
  }

  /// Keys that Harrier's own export keeps there, and ATT&CK techniques.
  private mutating func readCustom(_ node: Node?, _ path: String) {
    guard case .mapping(let mapping)? = node else { return }
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      let place = ElasticPath.join(path, NodeReader.shown(name))
      switch name {
      case "harrier":
        let own = ["title", "why", "attack", "needs", "alert", "false_positives", "references", "aliases"]
        for (key, value) in reader.entries(value, place, used: Set(own)) {
          draft.set(key, YAMLValue(value), value, "\(place).\(key)")
        }
      case "threat_techniques":
        let ids = Self.techniques(in: value)
        if !ids.isEmpty { draft.set("attack", .list(ids.map { .text($0) }), value, place) }
      default: reader.passOver(place)
      }
    }
  }

  private static func techniques(in node: Node) -> [String] {
    var found: [String] = []
    func walk(_ node: Node, _ depth: Int) {
      guard depth < 8 else { return }
      switch node {
      case .scalar(let scalar):
        if scalar.string.wholeMatch(of: /T[0-9]{4}(\.[0-9]{3})?/) != nil, !found.contains(scalar.string) {
          found.append(scalar.string)
        }
      case .sequence(let list): for element in list { walk(element, depth + 1) }
      case .mapping(let mapping): for (_, value) in mapping { walk(value, depth + 1) }
      case .alias: break
      }
    }
    walk(node, 0)
    return found
  }

  // MARK: Data

  private mutating func readTime(_ node: Node?, _ path: String) {
    guard let node else { return }
    let entries = reader.entries(
      node, path, used: ["time_field"],
      idle: ["time_format", "format", "field_delimiter", "quote_character"])
    guard let field = entries["time_field"], let name = reader.text(field, "\(path).time_field"),
      name != "@timestamp"
    else { return }
    reader.report(
      field, "\(path).time_field",
      "found “\(NodeReader.shown(name))”, allowed: @timestamp: the log's mapping says what an event's time is"
    )
  }

  /// How the server fetches documents.
  private static let idleDatafeedKeys: Set<String> = [
    "datafeed_id", "job_id", "indices", "indexes", "types", "frequency", "query_delay", "scroll_size",
    "chunking_config", "delayed_data_check_config", "max_empty_searches", "indices_options",
    "authorization", "datafeed_type",
  ]

  private mutating func readDatafeed(_ datafeed: ElasticFiles.Part?) {
    guard let datafeed else {
      return reader.remark("no datafeed was given: the job takes every event")
    }
    let entries = reader.entries(
      datafeed.node, datafeed.path, used: ["query", "runtime_mappings", "script_fields"],
      idle: Self.idleDatafeedKeys)
    for key in ["runtime_mappings", "script_fields"] {
      guard let fields = entries[key]?.mapping else { continue }
      for (field, value) in fields {
        let name = field.scalar?.string ?? ""
        scripted[name] = .init(
          node: value, path: "\(ElasticPath.join(datafeed.path, key)).\(NodeReader.shown(name))")
      }
    }
    guard let node = entries["query"] else { return }
    let path = ElasticPath.join(datafeed.path, "query")
    if let expression = query.expression(node, path) { draft.query = expression }
  }

  // MARK: Analysis

  private mutating func readAnalysis(_ node: Node, _ path: String) {
    let entries = reader.entries(
      node, path,
      used: [
        "bucket_span", "detectors", "influencers", "latency", "summary_count_field_name",
        "model_prune_window", "multivariate_by_fields", "categorization_field_name",
        "per_partition_categorization",
      ], idle: ["categorization_analyzer"])
    draft.set(
      "bucket", .text(entries["bucket_span"].flatMap { reader.text($0, "\(path).bucket_span") } ?? "5m"),
      entries["bucket_span"] ?? node, "\(path).bucket_span")
    for detector in reader.list(entries["detectors"], "\(path).detectors") {
      readDetector(detector.node, detector.path)
    }
    readCategorization(entries, path)
    let influencers = reader.list(entries["influencers"], "\(path).influencers").filter { influencer in
      guard influencer.node.scalar?.string == Categorization.category else { return true }
      reader.remark("\(influencer.path): a record has its category in any case")
      return false
    }
    if !influencers.isEmpty {
      let names = influencers.compactMap { reader.text($0.node, $0.path) }
      draft.set("influencers", .list(names.map { .text($0) }), entries["influencers"]!, "\(path).influencers")
    }
    readLengths(entries, path)
    if let field = entries["summary_count_field_name"],
      let name = reader.text(field, "\(path).summary_count_field_name")
    {
      draft.set("summary_count_field", .text(name), field, "\(path).summary_count_field_name")
    }
    let together = entries["multivariate_by_fields"]
    if let together, reader.flag(together, "\(path).multivariate_by_fields") == true {
      reader.report(
        together, "\(path).multivariate_by_fields", "values of a by field are not judged together here")
    }
  }

  private mutating func readCategorization(_ entries: [String: Node], _ path: String) {
    guard let node = entries["categorization_field_name"],
      let field = reader.text(node, "\(path).categorization_field_name")
    else { return }
    var made: [(String, YAMLValue)] = [("field", .text(field))]
    if let partition = entries["per_partition_categorization"] {
      let place = "\(path).per_partition_categorization"
      let parts = reader.entries(partition, place, used: ["enabled"], idle: ["stop_on_warn"])
      if reader.flag(parts["enabled"], "\(place).enabled") == true {
        made.append(("per_partition", .plain("true")))
      }
    }
    draft.set("categorization", .map(made), node, "\(path).categorization_field_name")
  }

  private mutating func readLengths(_ entries: [String: Node], _ path: String) {
    for key in ["latency", "model_prune_window"] {
      guard let node = entries[key], let text = reader.text(node, "\(path).\(key)") else { continue }
      // Elastic's default, and its way to write seconds.
      if text == "0" || text == "0s" { continue }
      let value = text.allSatisfy(\.isNumber) ? text + "s" : text
      draft.set(key, .text(value), node, "\(path).\(key)")
    }
  }

  private static let detectorKeys: [(elastic: String, own: String)] = [
    ("function", "function"), ("field_name", "field"), ("by_field_name", "by"), ("over_field_name", "over"),
    ("partition_field_name", "partition"), ("detector_description", "description"),
    ("exclude_frequent", "exclude_frequent"),
  ]

  private mutating func readDetector(_ node: Node, _ path: String) {
    let names = Self.detectorKeys.map(\.elastic) + ["use_null", "custom_rules", "detector_index"]
    let entries = reader.entries(node, path, used: Set(names))
    var made: [(String, YAMLValue)] = []
    var origins: [String: JobDraft.Origin] = [:]
    for (elastic, own) in Self.detectorKeys {
      guard let value = entries[elastic], let text = reader.text(value, "\(path).\(elastic)"), !text.isEmpty
      else { continue }
      made.append((own, .text(text)))
      origins[own] = .init(node: value, path: "\(path).\(elastic)")
    }
    if let flag = reader.flag(entries["use_null"], "\(path).use_null"), flag {
      made.append(("use_null", .plain("true")))
      origins["use_null"] = .init(node: entries["use_null"]!, path: "\(path).use_null")
    }
    let rules = reader.list(entries["custom_rules"], "\(path).custom_rules").compactMap {
      readRule($0.node, $0.path)
    }
    if !rules.isEmpty {
      made.append(("custom_rules", .list(rules)))
      origins["custom_rules"] = .init(node: entries["custom_rules"]!, path: "\(path).custom_rules")
    }
    draft.detectors.append(
      .init(key: "detector", value: .map(made), origin: .init(node: node, path: path)))
    draft.detectorOrigins.append(origins)
  }

  // MARK: Rules

  private mutating func readRule(_ node: Node, _ path: String) -> YAMLValue? {
    let entries = reader.entries(node, path, used: ["actions", "conditions", "scope"])
    var made: [(String, YAMLValue)] = []
    if let actions = entries["actions"] { made.append(("actions", YAMLValue(actions))) }
    if let conditions = entries["conditions"], conditions.sequence?.isEmpty == false {
      made.append(("conditions", YAMLValue(conditions)))
    }
    var scope: [(String, YAMLValue)] = []
    for (key, value) in entries["scope"]?.mapping ?? [:] {
      let field = key.scalar?.string ?? ""
      let place = "\(path).scope.\(NodeReader.shown(field))"
      let parts = reader.entries(value, place, used: ["filter_id", "filter_type", "enabled"])
      guard parts["enabled"]?.scalar?.string != "false" else { continue }
      guard let id = reader.text(parts["filter_id"], "\(place).filter_id") else { return nil }
      guard filters[id] != nil else {
        reader.report(
          parts["filter_id"] ?? value, "\(place).filter_id",
          "the list “\(NodeReader.shown(id))” is in none of the files; add what GET _ml/filters/\(NodeReader.shown(id)) answers"
        )
        return nil
      }
      if !usedFilters.contains(id) { usedFilters.append(id) }
      var entry: [(String, YAMLValue)] = [("filter", .text(id))]
      if let type = parts["filter_type"]?.scalar?.string { entry.append(("type", .text(type))) }
      scope.append((field, .map(entry)))
    }
    if !scope.isEmpty { made.append(("scope", .map(scope))) }
    return .map(made)
  }

  private mutating func addFilters() {
    guard let first = usedFilters.first.flatMap({ filters[$0] }) else { return }
    let lists = usedFilters.map { id in
      let items = filters[id]?.node.mapping?["items"]?.sequence?.compactMap { $0.scalar?.string } ?? []
      return (id, YAMLValue.list(items.map { .text($0) }))
    }
    draft.set("filters", .map(lists), first.node, first.path)
  }

  // MARK: Scripts

  /// A field that a script makes must not be one that the job reads.
  private mutating func checkScripts() {
    var read = draft.query.fields
    for entry in draft.detectors {
      guard case .map(let parts) = entry.value else { continue }
      for case (let key, .text(let field)) in parts where ["field", "by", "over", "partition"].contains(key) {
        read.insert(field)
      }
    }
    if case .list(let names)? = draft.entries.first(where: { $0.key == "influencers" })?.value {
      for case .text(let name) in names { read.insert(name) }
    }
    for (field, origin) in scripted.sorted(by: { $0.key < $1.key }) {
      if read.contains(field) {
        reader.report(
          origin.node, origin.path, "scripts are not run, so no event has “\(NodeReader.shown(field))”")
      } else {
        reader.passOver(origin.path)
      }
    }
  }
}
