import Foundation

/// The page's style sheet and script, from this target's resources.
enum PageAssets {
  static let style = load("style.css")
  static let script = load("page.js")

  private static func load(_ name: String) -> String {
    guard let url = Bundle.module.url(forResource: "Assets/\(name)", withExtension: nil),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { preconditionFailure("the resource \(name) lies beside the program; it was installed without") }
    precondition(!text.contains("</"), "an inlined asset must not hold an end tag")
    return text
  }
}
