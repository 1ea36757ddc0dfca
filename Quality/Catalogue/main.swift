import Foundation
import HarrierJobs

// usage: catalogue SOURCES/JOBS CATALOGUE.md
//
// Reads the job files and writes the table that is read at start, and the page for people.
let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  print("usage: catalogue SOURCES/JOBS CATALOGUE.md")
  exit(1)
}
let room = URL(filePath: arguments[1], directoryHint: .isDirectory)
do {
  let jobs = try JobCatalogue.load(from: room.appending(path: "Catalogue"))
  try Data(CatalogueTable.text(jobs).utf8).write(to: room.appending(path: "Tables/catalogue.tsv"))
  try Data(CatalogueDocument.text(jobs.map(\.job)).utf8).write(to: URL(filePath: arguments[2]))
  print("\(jobs.count) jobs")
} catch {
  print("\(error)")
  exit(1)
}
