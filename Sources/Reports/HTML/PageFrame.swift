/// What every page of ours is: one file that asks the network for nothing, with a policy that forbids all but its own
/// style and script.
struct PageFrame {
  /// After “Harrier: ”.
  var title: String
  var style: String
  /// Empty for a page without.
  var script = ""
  var body: Markup

  var html: String {
    let page: Markup = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>Harrier: \(title)</title>
      <style>\(Markup.trusted(style))</style>
      </head>
      <body>
      \(body)
      </body>
      </html>

      """
    return page.html
  }

  private var policy: Markup {
    let scripts = script.isEmpty ? "" : " script-src 'sha256-\(SHA256.base64(script))';"
    return .trusted(
      "default-src 'none'; style-src 'sha256-\(SHA256.base64(style))';\(scripts) img-src data:; "
        + "base-uri 'none'; form-action 'none'")
  }
}
