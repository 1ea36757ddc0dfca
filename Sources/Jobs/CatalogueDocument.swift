/// `docs/Catalogue.md`: every job in a line, by pack. Made from the files.
public enum CatalogueDocument {
  public static func text(_ jobs: [Job]) -> String {
    let packs = Dictionary(grouping: jobs, by: \.pack)
    let coverage = Coverage(jobs)
    var lines = [
      "# Catalogue", "",
      "\(jobs.count) jobs in \(packs.count) packs; \(coverage.counts.count) techniques of ATT&CK. "
        + "Made from the job files by `make catalogue`.", "",
      "`harrier jobs show ID` tells why a job is there, what it needs and what a benign hit looks like.", "",
      "| pack | jobs |", "|---|---|",
    ]
    for pack in packs.keys.sorted() { lines.append("| [\(pack)](#\(pack)) | \(packs[pack]!.count) |") }
    lines += ["", "Jobs by tactic, as `harrier jobs coverage` counts them:", "", "| tactic | techniques | jobs |", "|---|---|---|"]
    for row in coverage.rows {
      lines.append("| \(row.tactic.name) | \(row.techniques.count) | \(row.jobs) |")
    }
    for pack in packs.keys.sorted() {
      lines += ["", "## \(pack)", "", "| job | looks for | detectors | bucket | ATT&CK |", "|---|---|---|---|---|"]
      lines += packs[pack]!.sorted { $0.id < $1.id }.map(row)
    }
    lines += [
      "", "ATT&CK names and ids: © The MITRE Corporation, used by permission. Field names: Elastic Common Schema, "
        + "Apache License 2.0.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ job: Job) -> String {
    let detectors = job.detectors.map { "`\($0.label)`" }.joined(separator: ", ")
    let bucket = job.bucketIsAuto ? "auto" : BucketLength.text(job.bucketSeconds)
    let cells = [
      "`\(job.id)`", job.title, detectors, bucket, job.attack.joined(separator: " "),
    ]
    return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }
}
