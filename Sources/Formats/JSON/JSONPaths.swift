import CSimdjson

/// The source paths of a plan as the JSON walk reads them, shared by all readers of the plan.
///
/// A step `*` is any key, `list[]` the name–value objects of a list (`{"Name": …, "#text": …}`), whose names
/// are the next step; `list[0]` is the first element, `list[type=User]` those objects whose `type` is `User`.
final class JSONPaths: @unchecked Sendable {
  let handle: OpaquePointer

  /// - Parameters:
  ///   - span: an array that is wanted whole, as it is written.
  ///   - eithers: paths that may hold text or an object.
  init(
    _ leaves: [(path: String, slot: Int, rank: UInt16)], span: (path: String, slot: Int)? = nil,
    eithers: [String] = []
  ) {
    handle = hj_plan_new()
    for leaf in leaves where !leaf.path.isEmpty {
      hj_plan_add(handle, leaf.path, UInt32(leaf.slot), leaf.rank)
    }
    for path in eithers { hj_plan_take_either(handle, path) }
    if let span { hj_plan_add_span(handle, span.path, UInt32(span.slot)) }
  }

  deinit { hj_plan_free(handle) }
}
