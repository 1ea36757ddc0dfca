import CSimdjson

/// The source paths of a plan as the JSON walk reads them, shared by all readers of the plan.
///
/// A step `*` is any key, `list[]` the name–value objects of a list (`{"Name": …, "#text": …}`), whose names
/// are the next step.
final class JSONPaths: @unchecked Sendable {
  let handle: OpaquePointer

  init(_ leaves: [(path: String, slot: Int, rank: UInt16)]) {
    handle = hj_plan_new()
    for leaf in leaves { hj_plan_add(handle, leaf.path, UInt32(leaf.slot), leaf.rank) }
  }

  deinit { hj_plan_free(handle) }
}
