import ArgumentParser
import HarrierEngine
import HarrierJobs
import HarrierReports

extension JobsCommand {
  /// `harrier jobs check`: a job file against the schema, and against data.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks job files, by themselves or against data.",
      discussion: """
        Names every problem of a file with its line and column, and warns of fields and ATT&CK techniques that nobody
        knows; fields of your own are such fields. With --data it also looks at the beginning of logs and
        says which needed fields are there, how many values they have, and what would make the job work badly.

        EXAMPLES
          harrier jobs check mine.yml other.yml
          harrier jobs check mine.yml --data logs/
          harrier jobs check mine.yml --data day1.ndjson.gz day2.ndjson.gz --most 1000

        EXIT STATUS
          0 every file can be used; 1 one cannot, or can find nothing in the data; 2 the data cannot be read
        """)
    @Argument(help: "Job files.", completion: .file(extensions: ["yml", "yaml", "json"])) var files: [String]
    @Option(
      parsing: .upToNextOption, help: "Logs to check against: files, folders or globs.", completion: .file())
    var data: [String] = []
    @OptionGroup var choice: SurveyChoice

    func run() throws {
      var jobs: [(file: String, job: Job)] = []
      var broken = 0
      for file in files {
        do {
          let found = try JobCatalogue.select([file])
          print("\(file): ok (\(found.map(\.id).joined(separator: ", ")))")
          for job in found {
            for warning in JobAdvice.warnings(job) { print("  warning: \(job.id): \(warning)") }
          }
          for job in found where !jobs.contains(where: { $0.job.id == job.id }) { jobs.append((file, job)) }
        } catch {
          Message.print("\(error)")
          broken += 1
        }
      }
      let idle = data.isEmpty || jobs.isEmpty ? 0 : try check(jobs)
      if broken > 0 { throw Failure.configuration("\(broken) of \(files.count) job files cannot be used") }
      if idle > 0 {
        throw Failure.configuration("\(idle) of \(jobs.count) jobs can find nothing in this data")
      }
    }

    /// Prints what the data says of each job; returns how many can find nothing.
    private func check(_ jobs: [(file: String, job: Job)]) throws -> Int {
      let survey = try choice.survey(data, jobs.map(\.job))
      print("\n" + SurveyChoice.sentence(survey))
      for problem in survey.problems { Message.print(problem) }
      var idle = 0
      for (place, job) in zip(jobs, survey.jobs) {
        let advice = SurveyAdvice.of(job, in: survey)
        if advice.contains(where: \.isFatal) { idle += 1 }
        print("\n\(place.file) (\(job.job.id))")
        for line in lines(job, survey) { print("  " + line) }
        for one in advice { print("  \(one.isFatal ? "error" : "warning"): \(one.text)") }
      }
      return idle
    }

    private func lines(_ job: JobSurvey, _ survey: Survey) -> [String] {
      var lines = [
        "query takes \(NumberText.count(job.events, "event")) (\(SurveyAdvice.percent(job.events, survey.events))), "
          + "\(NumberText.value(Double(job.events) / max(survey.days, 1e-9))) a day"
      ]
      guard job.events > 0 else { return lines }
      lines += TextTable.lines(
        [("field", false), ("present", true), ("values", true), ("used as", false)],
        rows: job.fields.map { field in
          [
            field.name, SurveyAdvice.percent(field.present, job.events), NumberText.count(field.distinct),
            roles(of: field.name, job.job),
          ]
        })
      return lines
    }

    private func roles(of field: String, _ job: Job) -> String {
      var roles: [String] = []
      for detector in job.detectors {
        for (role, name) in [
          ("field", detector.field), ("by", detector.by), ("over", detector.over),
          ("partition", detector.partition),
        ] where name == field && !roles.contains(role) { roles.append(role) }
      }
      return roles.joined(separator: ", ")
    }
  }
}
