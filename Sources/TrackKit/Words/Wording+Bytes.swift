// Sizes are counted in powers of ten, as networks do, with one decimal below 100 of a unit. They are rounded down:
// 999,999 bytes are not yet 1.0 MB, and what was sent never reads as the whole before it is.

extension Wording {
  /// `812 B`, `1.4 kB`, `812 kB`, `3.1 MB`.
  package static func bytes(_ count: Int64) -> String {
    let count = max(0, count)
    guard count >= 1000 else { return "\(count) B" }
    let unit = Unit.all.last { count >= $0.size } ?? .kilo
    return "\(unit.amount(of: count)) \(unit.name)"
  }

  /// `1.4 MB/s`.
  package static func rate(_ bytesPerSecond: Int64) -> String { "\(bytes(bytesPerSecond))/s" }

  /// `3.1/4.2 MB`: how much of a length was sent, in at most ten cells up to 1000 GB; only what was sent while the
  /// length is not known.
  package static func bytes(_ sent: Int64, of length: Int64?) -> String {
    guard sent > 0 else { return "0" }
    guard let length, length > 0 else { return bytes(sent) }
    let unit = length < Unit.giga.size ? Unit.mega : .giga
    // From ten units on the decimals say little, and the column stays narrow.
    let parts = [sent, length].map {
      length >= 10 * unit.size ? "\($0 / unit.size)" : unit.tenths(of: $0)
    }
    return "\(parts[0])/\(parts[1]) \(unit.name)"
  }

  /// `812K`, `1.4M`, `123M`: a rate in at most five cells up to 1000 GB/s, for a narrow column.
  package static func shortRate(_ bytesPerSecond: Int64) -> String {
    let rate = max(0, bytesPerSecond)
    switch rate {
    case ..<1000: return "\(rate)"
    case ..<Unit.mega.size: return "\(rate / 1000)K"
    default:
      let unit = rate < Unit.giga.size ? Unit.mega : .giga
      return unit.amount(of: rate) + unit.name.prefix(1)
    }
  }

  /// A power of ten with its name.
  private struct Unit {
    let size: Int64
    let name: String

    static let kilo = Unit(size: 1000, name: "kB")
    static let mega = Unit(size: 1_000_000, name: "MB")
    static let giga = Unit(size: 1_000_000_000, name: "GB")
    static let all = [
      kilo, mega, giga, Unit(size: 1_000_000_000_000, name: "TB"),
      Unit(size: 1_000_000_000_000_000, name: "PB"), Unit(size: 1_000_000_000_000_000_000, name: "EB"),
    ]

    /// An amount in this unit, with one decimal where it says something.
    func amount(of count: Int64) -> String { count / size >= 100 ? "\(count / size)" : tenths(of: count) }

    /// An amount in this unit, with one decimal.
    func tenths(of count: Int64) -> String {
      let tenths = count / (size / 10)
      return "\(tenths / 10).\(tenths % 10)"
    }
  }
}
