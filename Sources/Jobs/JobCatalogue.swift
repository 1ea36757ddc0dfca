import Foundation

/// The jobs that come with the house: `Catalogue/<pack>/<id>.yml`, a file for a job or a family of jobs.
public enum JobCatalogue {
  /// Every job, by id. Read from the table that is made of the files; see ``CatalogueTable``.
  ///
  /// - Precondition: table and files are whole; the tests hold one against the other.
  public static let all: [Job] = {
    do {
      return try CatalogueTable.jobs(
        in: Data(contentsOf: FactTable.url(CatalogueTable.name)), folder: folder)
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

  /// The jobs of a folder of packs, each with its file's path below it, by id.
  ///
  /// - Throws: ``JobFileError`` with the problems of all files, or what Foundation says of an unreadable one.
  public static func load(from folder: URL) throws -> [(file: String, job: Job)] {
    var (jobs, problems) = ([(file: String, job: Job)](), [JobProblem]())
    for pack in try names(in: folder) {
      for name in try names(in: folder.appending(path: pack)) where name.hasSuffix(".yml") {
        let file = "\(pack)/\(name)"
        do {
          jobs += try self.jobs(of: file, in: folder).map { (file, $0) }
        } catch let error as JobFileError {
          problems += error.problems
        }
      }
    }
    guard problems.isEmpty else { throw JobFileError(problems: problems) }
    return jobs.sorted { $0.job.id < $1.job.id }
  }

  /// The jobs of one file, such as `dns/dns_tunneling.yml`.
  static func jobs(of file: String, in folder: URL) throws -> [Job] {
    let url = folder.appending(path: file)
    return try JobFile.parseAll(
      String(contentsOf: url, encoding: .utf8), fileName: file, pack: String(file.prefix { $0 != "/" }),
      folder: url.deletingLastPathComponent())
  }

  private static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
  }
}
