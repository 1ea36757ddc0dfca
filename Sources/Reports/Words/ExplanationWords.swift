import HarrierEvents
import HarrierScoring

/// Why a record has its score, a line for each reason: what the page shows below a finding.
public enum ExplanationWords {
  public struct Line: Sendable, Hashable {
    public let label: String
    public let text: String
  }

  public static func lines(for record: Record) -> [Line] {
    score(record) + decision(record) + seen(record) + expected(record) + circumstances(record)
  }

  /// What a row of several records is worth, where that is more than its strangest record; else nothing.
  static func together(_ evidence: JointEvidence, _ record: Record) -> [Line] {
    guard evidence.returnPeriodSeconds > record.scoredPeriodSeconds else { return [] }
    let text =
      "\(NumberText.score(evidence.score)): so much at once comes about once in "
      + "\(TimeText.span(seconds: evidence.returnPeriodSeconds)); each cause beyond the strangest counts in part"
    return [Line(label: "All together", text: text)]
  }

  private static func score(_ record: Record) -> [Line] {
    let name = Severity(score: record.recordScore).rawValue
    let alone =
      "chance alone brings such a thing about once in "
      + "\(TimeText.span(seconds: record.returnPeriodSeconds)) to this detector"
    let reason = record.standing.map { words(for: $0) } ?? alone
    var lines = [Line(label: "Score", text: "\(NumberText.score(record.recordScore)) (\(name)): \(reason)")]
    if record.standing != nil {
      lines.append(Line(label: "Alone", text: "\(NumberText.score(record.scoreAlone)): \(alone)"))
    }
    return lines + (record.renormalization.map { [Line(label: "At first", text: first(record, $0))] } ?? [])
  }

  private static func words(for standing: Standing) -> String {
    if standing.place > 1 {
      let others = NumberText.count(standing.place - 1, "finding", "findings")
      return "\(others) at least as rare had told of the same, so it is less news"
    }
    let causes = NumberText.count(standing.furtherCauses, "other cause", "other causes")
    return "\(causes) told of the same by then, and so much at once comes about once in "
      + TimeText.span(seconds: standing.returnPeriodSeconds)
  }

  /// What the score was when it was found, and why it is another now.
  private static func first(_ record: Record, _ earlier: Renormalization) -> String {
    let score = NumberText.score(record.initialRecordScore)
    let now = record.scoreAlone
    if score == NumberText.score(now) { return "\(score), as by what is known now" }
    let change =
      if now < record.initialRecordScore {
        "surprises this large have turned out to be more common"
      } else if earlier.initialDecidedBy == "history" {
        "the history was too short to support more"
      } else {
        "surprises this large have turned out to be rarer"
      }
    return "\(score), once in \(TimeText.span(seconds: earlier.initialReturnPeriodSeconds)): \(change) "
      + "(scored anew as of \(TimeText.minute(earlier.timestamp)))"
  }

  private static func decision(_ record: Record) -> [Line] {
    let why = record.explanation
    let text =
      switch why.decidedBy {
      case "model" where record.returnPeriodSeconds > why.modelReturnPeriod * 1.01:
        "the model, whose answer the job's own past lengthens only so far"
      case "model": "the model: its answer is the most cautious of the three"
      case "calibration" where why.empiricalReturnPeriod > why.modelReturnPeriod:
        "the job's own past: surprises this large were rarer than the model says"
      case "calibration": "the job's own past: surprises this large were more common than the model says"
      case "history": "the length of the history, which supports no longer period"
      case "silence": "how seldom anything of the kind was seen, though the same logs were"
      default: VisibleText.line(why.decidedBy)
      }
    let decided = Line(label: "Decided by", text: text)
    // Neither model nor past had a say.
    if why.decidedBy == "silence" { return [decided] }
    return [
      decided,
      Line(
        label: "Once in",
        text: "\(TimeText.span(seconds: why.modelReturnPeriod)) by the model alone; "
          + "\(TimeText.span(seconds: why.empiricalReturnPeriod)) by the job's past; "
          + "at most \(TimeText.span(seconds: why.historyLimit)) by the length of the history"),
      Line(
        label: "One look",
        text: "probability \(NumberText.value(record.probability)) (surprisal "
          + "\(NumberText.value(record.surprisal)) nats), at \(NumberText.value(why.looksPerDay)) looks a day"
      ),
    ]
  }

  private static func seen(_ record: Record) -> [Line] {
    var lines: [Line] = []
    let isLive = record.mode != "hindsight"
    if let seen = record.seenBuckets, let total = record.totalBuckets {
      let others = "\(NumberText.value(total)) \(isLive ? "" : "other ")buckets with activity"
      lines.append(
        Line(
          label: isLive ? "Seen before" : "Seen elsewhere",
          text: seen == 0 ? "never, in \(others)" : "in \(NumberText.value(seen)) of \(others)"))
    }
    if let time = record.firstSeen {
      lines.append(Line(label: isLive ? "First seen" : "First elsewhere", text: TimeText.minute(time)))
    }
    if let time = record.lastSeen {
      lines.append(Line(label: isLive ? "Last seen before" : "Last elsewhere", text: TimeText.minute(time)))
    }
    return lines + peers(record.explanation)
  }

  private static func peers(_ why: Explanation) -> [Line] {
    var lines: [Line] = []
    if let peers = why.peers, let having = why.peersWithValue {
      lines.append(
        Line(
          label: "Peers",
          text: having == 0
            ? "none of \(NumberText.count(peers)) others shows it"
            : "\(NumberText.count(having)) of \(NumberText.count(peers)) others show it"))
    }
    if let rate = why.noveltyRate {
      lines.append(
        Line(label: "New values", text: "\(NumberText.value(rate)) a bucket are usual for this one"))
    }
    if let rate = why.presenceRate {
      lines.append(Line(label: "This value", text: "in \(NumberText.value(rate)) of a bucket, by its past"))
    }
    return lines
  }

  private static func expected(_ record: Record) -> [Line] {
    let why = record.explanation
    var lines: [Line] = []
    if let lower = why.lowerConfidenceBound, let upper = why.upperConfidenceBound {
      lines.append(
        Line(
          label: "Expected",
          text: "between \(NumberText.value(lower, of: record)) and \(NumberText.value(upper, of: record))"
            + (why.typicalValue.map { ", typically \(NumberText.value($0, of: record))" } ?? "")))
    } else if let typical = why.typicalValue {
      lines.append(Line(label: "Expected", text: "typically \(NumberText.value(typical, of: record))"))
    }
    if let bound = why.ordinaryUpTo {
      let side = why.anomalyType == .dip ? "down to" : "up to"
      lines.append(
        Line(
          label: "Ordinary", text: "\(side) \(NumberText.value(bound, of: record)) would have scored nothing")
      )
    }
    return lines
  }

  private static func circumstances(_ record: Record) -> [Line] {
    let why = record.explanation
    var lines = [Line(label: "Kind", text: why.anomalyType.rawValue)]
    if FindingRow.isMultiBucket(record) {
      lines.append(
        Line(
          label: "Several buckets",
          text: "those before it and this one are stranger together than this one alone"))
    }
    if let company = why.company {
      let others = NumberText.count(max(1, Int(company.rounded())), "other was", "others were")
      let times = NumberText.value(why.timesAsCommon)
      lines.append(
        Line(
          label: "Not alone",
          text: "\(others) strange to this detector within hours: perhaps one cause, so it counts as "
            + "\(times) times as common"))
    }
    if let others = why.othersWaking, others > Silence.few {
      lines.append(
        Line(
          label: "Not alone",
          text: "other detectors saw their first events at \(NumberText.count(others)) times within a day"))
    }
    if let template = why.template {
      lines.append(Line(label: "Judged as", text: VisibleText.line(template)))
    }
    if why.learning {
      lines.append(Line(label: "Still learning", text: "too young to be known: the score is held down"))
    }
    if record.isInterim {
      lines.append(Line(label: "Interim", text: "the bucket was not over yet: the score may change"))
    }
    if record.mode == "hindsight" {
      lines.append(Line(label: "Mode", text: "hindsight: judged by all other buckets, before and after"))
    }
    return lines
  }
}
