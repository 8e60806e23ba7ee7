import Testing

@testable import ProxyKit

@Suite struct MP4HeadTests {
  /// A box: its size, its name, and `count` bytes in it.
  static func box(_ name: String, _ count: Int = 0, size: UInt32? = nil) -> [UInt8] {
    let size = size ?? UInt32(8 + count)
    return withUnsafeBytes(of: size.bigEndian, Array.init) + Array(name.utf8)
      + [UInt8](repeating: 7, count: count)
  }

  /// A box whose size takes eight bytes.
  static func largeBox(_ name: String, _ count: Int, size: UInt64) -> [UInt8] {
    box(name, size: 1) + withUnsafeBytes(of: size.bigEndian, Array.init) + [UInt8](repeating: 7, count: count)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var layout: MediaLayout?
    /// What is said when nothing more will come.
    var atTheEnd: MediaLayout?

    var testDescription: String { name }
  }

  @Test(arguments: [
    Row(name: "faststart", bytes: box("ftyp", 20) + box("moov"), layout: .inOrder),
    Row(name: "fragments", bytes: box("styp", 8) + box("sidx", 50) + box("moof"), layout: .inOrder),
    Row(name: "the index first of all", bytes: box("moov", 9), layout: .inOrder),
    Row(name: "the index behind", bytes: box("ftyp", 20) + box("free") + box("mdat"), layout: .indexBehind),
    Row(name: "audio first of all", bytes: box("mdat", 9), layout: .indexBehind),
    Row(name: "audio without an end", bytes: box("ftyp", 8) + box("mdat", size: 0), layout: .indexBehind),
    Row(
      name: "audio of more than 4 GiB", bytes: box("ftyp") + largeBox("mdat", 0, size: 1 << 33),
      layout: .indexBehind),
    Row(
      name: "a long size", bytes: box("ftyp") + largeBox("uuid", 4, size: 20) + box("moov"), layout: .inOrder),
    Row(name: "nothing yet", bytes: [], atTheEnd: .indexBehind),
    Row(name: "half a name", bytes: Array(box("moov").prefix(7)), atTheEnd: .indexBehind),
    Row(name: "one box", bytes: box("ftyp", 20), atTheEnd: .indexBehind),
    Row(name: "half a box", bytes: Array(box("ftyp", 20).dropLast(9)), atTheEnd: .indexBehind),
    Row(
      name: "half a size", bytes: box("ftyp") + largeBox("uuid", 0, size: 20).prefix(12),
      atTheEnd: .indexBehind),
    Row(name: "a box that is too large to look behind", bytes: box("ftyp", size: .max), layout: .indexBehind),
    Row(name: "a box without an end", bytes: box("free", size: 0), layout: .indexBehind),
    Row(
      name: "a large box of a large size", bytes: largeBox("free", 0, size: .max), layout: .indexBehind),
    Row(name: "boxes up to the limit", bytes: box("ftyp") + box("free", 4080), layout: .indexBehind),
    Row(name: "a size that no box has", bytes: box("ftyp", size: 7) + box("mdat"), layout: .inOrder),
    Row(name: "WebM", bytes: [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81], layout: .inOrder),
    Row(name: "no text", bytes: [0, 0, 0, 20, 0xFF, 0xFE, 0xFD, 0xFC], layout: .inOrder),
    Row(name: "zeros", bytes: [UInt8](repeating: 0, count: 16), layout: .inOrder),
    Row(
      name: "what only looks like a box", bytes: box("abcd", 4) + box("mdat"), layout: .inOrder),
  ])
  func layout(row: Row) {
    for step in [1, 3, max(row.bytes.count, 1)] {
      var head = MP4Head()
      var rest = row.bytes[...]
      while !rest.isEmpty {
        rest.prefix(step).withUnsafeBytes { head.read($0) }
        rest = rest.dropFirst(step)
      }
      #expect(head.layout(isAll: false) == row.layout)
      #expect(head.layout(isAll: true) == row.layout ?? row.atTheEnd)
    }
  }

  @Test func readsNoMoreThanItNeeds() {
    var head = MP4Head()
    let bytes = Self.box("ftyp", 10_000)
    for _ in 0..<3 { bytes.withUnsafeBytes { head.read($0) } }
    #expect(head.layout(isAll: false) == .indexBehind)
  }

  @Test(
    arguments: [
      ("audio/mp4", true), ("AUDIO/MP4", true), ("video/mp4", true), ("audio/x-m4a", true), (nil, true),
      ("application/octet-stream", true), ("audio/webm", false), ("audio/mpeg", false), ("", false),
    ] as [(String?, Bool)])
  func typeTellsWhetherALookIsWorthIt(type: String?, mayBe: Bool) {
    #expect(MP4Head.mayBe(type) == mayBe)
  }
}
