import TrackKit

/// What a `Range` field of one range of bytes asks for (RFC 9110 §14.1.2 and §14.2).
///
/// A malformed field, another unit, or several ranges are ignored, as §14.2 allows.
enum RangeHeader: Sendable, Equatable {
  /// `bytes=first-` or `bytes=first-last`.
  case from(Int64, to: Int64?)
  /// `bytes=-count`: the last `count` bytes.
  case suffix(Int64)

  /// Reads the values of all `Range` fields; `nil` means that the whole is asked for.
  init?(_ values: [String]) {
    guard values.count == 1, let value = values.first?.trimmed, value.lowercased().hasPrefix("bytes=") else {
      return nil
    }
    let spec = value.dropFirst(6)
    let ends = spec.split(separator: "-", omittingEmptySubsequences: false)
    let areDigits = ends.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    guard ends.count == 2, areDigits else { return nil }
    switch (ends[0].isEmpty, ends[1].isEmpty) {
    case (true, true): return nil
    case (true, false): self = .suffix(Self.position(ends[1]))
    case (false, true): self = .from(Self.position(ends[0]), to: nil)
    case (false, false):
      let (first, last) = (Self.position(ends[0]), Self.position(ends[1]))
      guard first <= last else { return nil }
      self = .from(first, to: last)
    }
  }

  /// The number `digits` spell; one too large for any file is as good as the largest.
  private static func position(_ digits: Substring) -> Int64 { Int64(digits) ?? .max }

  /// Whether the range begins, or may begin, behind the first byte.
  var startsInside: Bool { self != .from(0, to: nil) && !isFromZero }

  private var isFromZero: Bool {
    if case .from(0, _) = self { return true }
    return false
  }

  /// The bytes meant in a file of `length` bytes; `nil` when there are none (416).
  func resolved(in length: Int64) -> Range<Int64>? {
    switch self {
    case .from(let first, let last):
      guard first < length else { return nil }
      return first..<min(last.map { $0 == .max ? $0 : $0 + 1 } ?? length, length)
    case .suffix(let count):
      guard count > 0, length > 0 else { return nil }
      return max(length - count, 0)..<length
    }
  }
}
