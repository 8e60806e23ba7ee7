import FoundationEssentials

/// A terminal's description in the form of term(5), with 32-bit numbers.
struct CompiledTerminfo {
  /// The terminal's name.
  let name: String
  /// What it does or does not, in the database's order.
  let flags: [(name: String, value: Bool)]
  /// Its numbers, negative where it has none.
  let numbers: [(name: String, value: Int32)]
  /// Its sequences, `nil` where it has none.
  let strings: [(name: String, value: [UInt8]?)]
  /// Flags that the standard does not have.
  var extraFlags: [String] = []

  /// The same terminal with colours of red, green and blue: numbers below 16 are the palette's, all others
  /// `0xRRGGBB`.
  func withDirectColours() -> CompiledTerminfo {
    func sequence(_ palette: Int, _ bright: Int, _ direct: Int) -> [UInt8] {
      let red = "%p1%{65536}%/%d"
      let green = "%p1%{256}%/%{255}%&%d"
      let blue = "%p1%{255}%&%d"
      return Array(
        "\u{1B}[%?%p1%{8}%<%t\(palette)%p1%d%e%p1%{16}%<%t\(bright)%p1%{8}%-%d%e\(direct);2;\(red);\(green);\(blue)%;m"
          .utf8)
    }
    let changed = ["setaf": sequence(3, 9, 38), "setab": sequence(4, 10, 48)]
    let counts: [String: Int32] = ["colors": 1 << 24, "pairs": 1 << 16]
    // The palette is not ours to change.
    let dropped = ["initc", "oc", "initp"]
    return CompiledTerminfo(
      name: name, flags: flags.map { ($0.name, $0.name == "ccc" ? false : $0.value) },
      numbers: numbers.map { ($0.name, counts[$0.name] ?? $0.value) },
      strings: strings.map { ($0.name, changed[$0.name] ?? (dropped.contains($0.name) ? nil : $0.value)) },
      extraFlags: ["RGB"])
  }

  /// The description as the variable TERMINFO takes it.
  var text: String { "b64:" + Data(bytes).base64EncodedString() }

  /// The description as it would be in a file.
  var bytes: [UInt8] {
    var table: [UInt8] = []
    let offsets = strings.map { string -> Int in
      guard let value = string.value else { return -1 }
      defer { table += value + [0] }
      return table.count
    }
    let names = Array("\(name)|\(name) in direct colours".utf8) + [0]
    // 01036: numbers of 32 bits.
    var bytes = Self.shorts([0o1036, names.count, flags.count, numbers.count, offsets.count, table.count])
    bytes += names + flags.map { $0.value ? 1 : 0 }
    if bytes.count % 2 != 0 { bytes.append(0) }
    for number in numbers {
      let value = UInt32(bitPattern: number.value < 0 ? -1 : number.value)
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    bytes += Self.shorts(offsets) + table
    guard !extraFlags.isEmpty else { return bytes }
    if bytes.count % 2 != 0 { bytes.append(0) }
    var extraTable: [UInt8] = []
    let extraOffsets = extraFlags.map { flag in
      defer { extraTable += Array(flag.utf8) + [0] }
      return extraTable.count
    }
    bytes += Self.shorts([extraFlags.count, 0, 0, extraOffsets.count, extraTable.count])
    bytes += extraFlags.map { _ in 1 }
    if bytes.count % 2 != 0 { bytes.append(0) }
    return bytes + Self.shorts(extraOffsets) + extraTable
  }

  private static func shorts(_ values: [Int]) -> [UInt8] {
    values.flatMap { value in
      let short = UInt16(bitPattern: Int16(clamping: value))
      return [UInt8(truncatingIfNeeded: short), UInt8(truncatingIfNeeded: short >> 8)]
    }
  }
}
