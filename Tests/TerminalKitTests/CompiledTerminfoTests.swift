import Foundation
import Testing

@testable import TerminalKit

/// The description of a terminal that ncurses is handed.
struct CompiledTerminfoTests {
  private let terminal = CompiledTerminfo(
    name: "odd", flags: [("bw", false), ("am", true), ("ccc", true)],
    numbers: [("cols", 80), ("it", -1), ("colors", 256), ("pairs", 65536)],
    strings: [("cbt", nil), ("bel", [7]), ("setaf", Array("old".utf8)), ("initc", Array("x".utf8))])

  @Test func `has the form of term(5)`() {
    let names = Array("odd|odd in direct colours\u{0}".utf8)
    var expected: [UInt8] = [0x1E, 0x02, UInt8(names.count), 0, 3, 0, 4, 0, 4, 0, 8, 0] + names + [0, 1, 1]
    if expected.count % 2 != 0 { expected.append(0) }
    expected += [80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 1, 0, 0, 0, 0, 1, 0]
    expected += [0xFF, 0xFF, 0, 0, 2, 0, 6, 0] + [7, 0] + Array("old".utf8) + [0] + Array("x".utf8) + [0]
    #expect(terminal.bytes == expected)
    #expect(terminal.text == "b64:" + Data(expected).base64EncodedString())
  }

  @Test func `gets red, green and blue`() throws {
    let direct = terminal.withDirectColours()
    #expect(direct.numbers.contains { $0.name == "colors" && $0.value == 1 << 24 })
    let sequence = try #require(direct.strings.first { $0.name == "setaf" }?.value)
    #expect(String(decoding: sequence, as: UTF8.self).contains("38;2;"))
    #expect(direct.strings.first { $0.name == "initc" }?.value == nil)
    #expect(direct.flags.first { $0.name == "ccc" }?.value == false)
    // The extra flag comes last, with its name.
    #expect(Array(direct.bytes.suffix(4)) == Array("RGB\u{0}".utf8))
  }
}
