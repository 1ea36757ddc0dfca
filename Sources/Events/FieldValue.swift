/// What a slot of a row holds: a slice of the record's bytes, or of a batch's arena. 16 bytes, no owner.
///
/// The bytes live as long as the ``RowBatch`` they came with; whoever wants to keep a value interns it.
public struct FieldValue: @unchecked Sendable {
  public var bytes: UnsafePointer<UInt8>?
  public var length: UInt32
  public var kind: Kind
  var unused: UInt8 = 0
  /// Of the source path that filled the slot: the lowest wins.
  public var rank: UInt16

  public enum Kind: UInt8, Sendable {
    case absent = 0
    case string = 1
    /// As written in the log, such as `443` or `1.5e3`.
    case number = 2
    case boolean = 3
    /// Several values, joined by ``FieldValue/separator``.
    case multiple = 4
  }

  /// Between the values of an array (ASCII unit separator).
  public static let separator: UInt8 = 0x1F

  public static let absent = FieldValue(bytes: nil, length: 0, kind: .absent, rank: 0)

  public init(bytes: UnsafePointer<UInt8>?, length: UInt32, kind: Kind, rank: UInt16 = 0) {
    self.bytes = bytes
    self.length = length
    self.kind = kind
    self.rank = rank
  }

  @inlinable public var isPresent: Bool { kind != .absent }

  @inlinable public var buffer: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes, count: Int(length))
  }

  /// The value as text, for messages and tests.
  public var text: String { String(decoding: buffer, as: UTF8.self) }
}
