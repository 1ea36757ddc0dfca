import Foundation
import HarrierQuery

/// What the engine computes fast, computed slowly and plainly.
public enum Naive {
  /// How many rows (field → its values) a KQL query matches.
  public static func matches(_ query: String, _ rows: [[String: [String]]]) throws -> Int {
    let expression = try KQL.parse(query)
    return rows.count { row in expression.evaluate { row[$0] ?? [] } }
  }

  /// ln P(X ≥ k) of a negative binomial with mean μ and size r, term by term.
  ///
  ///     P(0) = (r / (r + μ))^r      P(x + 1) / P(x) = (r + x) / (x + 1) · μ / (r + μ)
  ///
  /// - Complexity: linear in the number of terms that matter, some hundred thousand at most.
  public static func logNegativeBinomialUpperTail(from k: Int, mean: Double, size: Double) -> Double {
    if k <= 0 { return 0 }
    // The logarithm of the first term wanted, then the sum of ratios to it.
    var logTerm = size * log(size / (size + mean))
    for x in 0..<k { logTerm += logRatio(x, mean, size) }
    var ratio = 1.0
    var sum = 0.0
    var x = k
    while x < k + 2_000_000 {
      sum += ratio
      ratio *= exp(logRatio(x, mean, size))
      x += 1
      if ratio < sum * 1e-18, Double(x) > mean { break }
    }
    return min(0, logTerm + log(sum))
  }

  /// ln P(X ≤ k).
  public static func logNegativeBinomialLowerTail(to k: Int, mean: Double, size: Double) -> Double {
    var logTerms = [size * log(size / (size + mean))]
    for x in 0..<max(0, k) { logTerms.append(logTerms[x] + logRatio(x, mean, size)) }
    let greatest = logTerms.max()!
    return min(0, greatest + log(logTerms.reduce(0) { $0 + exp($1 - greatest) }))
  }

  private static func logRatio(_ x: Int, _ mean: Double, _ size: Double) -> Double {
    log((size + Double(x)) / Double(x + 1) * mean / (size + mean))
  }

  /// P(T ≥ t) of Student's t by Simpson's rule on the density, after x = t + u / (1 − u).
  public static func studentUpperTail(_ t: Double, freedom: Double) -> Double {
    let front = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / (freedom * .pi).squareRoot()
    return simpson { u in
      let x = t + u / (1 - u)
      return front * pow(1 + x * x / freedom, -(freedom + 1) / 2) / ((1 - u) * (1 - u))
    }
  }

  /// P(Z ≥ z) of a standard normal, the same way.
  public static func normalUpperTail(_ z: Double) -> Double {
    simpson { u in
      let x = z + u / (1 - u)
      return exp(-x * x / 2) / (2 * Double.pi).squareRoot() / ((1 - u) * (1 - u))
    }
  }

  private static func simpson(_ f: (Double) -> Double) -> Double {
    let steps = 20_000
    let width = 1 / Double(steps)
    var sum = f(0)
    for step in 1..<steps {
      sum += (step.isMultiple(of: 2) ? 2 : 4) * f(Double(step) * width)
    }
    // The integrand vanishes at u = 1.
    return sum * width / 3
  }
}
