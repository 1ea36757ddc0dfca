import Foundation

/// The jobs that come with the house: `Catalogue/<pack>/<id>.yml`, a file for a job or a family of jobs.
public enum JobCatalogue {
  /// Every job, by id.
  ///
  /// - Precondition: each file is a valid job; the tests read them all.
  public static let all: [Job] = {
    do {
      return try load(from: folder)
    } catch {
      preconditionFailure("the catalogue is broken:\n\(error)")
    }
  }()

  /// The packs, by name.
  public static var packs: [String] { Set(all.map(\.pack)).sorted() }

  private static let byName: [String: Job] = {
    let pairs = all.flatMap { job in ([job.id] + job.aliases).map { ($0, job) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }()

  /// The job of that id or alias.
  public static func job(named name: String) -> Job? { byName[name] }

  static var folder: URL {
    Bundle.module.bundleURL.appending(path: "Catalogue", directoryHint: .isDirectory)
  }

  /// The jobs of a folder of packs.
  ///
  /// - Throws: ``JobFileError`` with the problems of all files, or what Foundation says of an unreadable one.
  static func load(from folder: URL) throws -> [Job] {
    var (jobs, problems) = ([Job](), [JobProblem]())
    for pack in try names(in: folder) {
      let packFolder = folder.appending(path: pack, directoryHint: .isDirectory)
      for name in try names(in: packFolder) where name.hasSuffix(".yml") {
        let text = try String(contentsOf: packFolder.appending(path: name), encoding: .utf8)
        do throws(JobFileError) {
          jobs += try JobFile.parseAll(text, fileName: "\(pack)/\(name)", pack: pack, folder: packFolder)
        } catch {
          problems += error.problems
        }
      }
    }
    guard problems.isEmpty else { throw JobFileError(problems: problems) }
    return jobs.sorted { $0.id < $1.id }
  }

  private static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
  }
}
