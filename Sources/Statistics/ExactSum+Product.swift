extension ExactSum {
  /// Adds a product without rounding it: what `a * b` loses, a fused multiply–add knows.
  ///
  /// ## Source
  /// TwoProductFMA: Ogita, Rump & Oishi, *Accurate Sum and Dot Product*, SIAM J. Sci. Comput. 26 (2005),
  /// algorithm 3.5.
  public mutating func addProduct(_ a: Double, _ b: Double) {
    let product = a * b
    guard product.isFinite else { return }
    add(product)
    add((-product).addingProduct(a, b))
  }
}
