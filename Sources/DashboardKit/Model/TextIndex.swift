import Glibc

/// The folded text of many rows in one piece of memory, so that a filter over 100,000 of them is one search through
/// a few megabytes.
struct TextIndex: Sendable {
  private static let rowEnd: UInt8 = 0x0a
  /// With more changed rows than this rebuilding is faster.
  private static let patchLimit = 512

  private var bytes: [UInt8] = []
  /// Where each row starts, and the end of the last one.
  private var starts: [Int] = [0]
  /// Rows that are new or changed since.
  private var patches: [Int: [UInt8]] = [:]

  /// How many rows there are.
  private(set) var count = 0

  /// The texts of no rows.
  init() {}

  /// The texts of `rows`, each with its fields.
  init<Rows: Collection>(_ rows: Rows, fields: (Rows.Element) -> [String]) {
    bytes.reserveCapacity(rows.count * 64)
    starts.reserveCapacity(rows.count + 1)
    for row in rows {
      Self.append(fields(row), to: &bytes)
      bytes.append(Self.rowEnd)
      starts.append(bytes.count)
    }
    count = rows.count
  }

  /// Whether it is time to make a new index.
  var isWorn: Bool { patches.count > Self.patchLimit }

  /// Takes the texts of a row that is new or has changed.
  mutating func set(_ fields: [String], at row: Int) {
    var text: [UInt8] = []
    Self.append(fields, to: &text)
    patches[row] = text
    count = max(count, row + 1)
  }

  /// For each row whether it passes `query`.
  func matches(_ query: FilterQuery) -> [Bool] {
    guard let rarest = query.words.first else { return Array(repeating: true, count: count) }
    var result = Array(repeating: false, count: count)
    bytes.withUnsafeBufferPointer { bytes in
      var row = 0
      var place = 0
      while let found = ByteSearch.place(of: rarest, in: bytes, from: place) {
        while starts[row + 1] <= found { row += 1 }
        let text = UnsafeBufferPointer(rebasing: bytes[starts[row]..<starts[row + 1]])
        result[row] = query.words.dropFirst().allSatisfy {
          ByteSearch.place(of: $0, in: text, from: 0) != nil
        }
        place = starts[row + 1]
      }
    }
    for (row, text) in patches { result[row] = query.matches(text[...]) }
    return result
  }

  /// The folded text of a row.
  func text(_ row: Int) -> ArraySlice<UInt8> {
    patches[row]?[...] ?? bytes[starts[row]..<starts[row + 1] - 1]
  }

  /// Whether the row `left` comes before `right` in the order of their texts.
  func precedes(_ left: Int, _ right: Int) -> Bool {
    text(left).withUnsafeBufferPointer { left in
      text(right).withUnsafeBufferPointer { right in
        let shared = min(left.count, right.count)
        guard shared > 0, let first = left.baseAddress, let second = right.baseAddress else {
          return left.count < right.count
        }
        let order = memcmp(first, second, shared)
        return order == 0 ? left.count < right.count : order < 0
      }
    }
  }

  private static func append(_ fields: [String], to bytes: inout [UInt8]) {
    for field in fields {
      Folding.append(field, to: &bytes)
      bytes.append(Folding.fieldEnd)
    }
  }
}
