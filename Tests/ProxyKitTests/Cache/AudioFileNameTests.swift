import Testing

@testable import ProxyKit

struct AudioFileNameTests {
  @Test(arguments: [0, 1, 0xABC, Int64.max])
  func `a name has its number`(number: Int64) {
    let name = AudioFileName.name(number)
    #expect(name.utf8.count == 22)
    #expect(AudioFileName.number(name) == number)
  }

  @Test(arguments: [
    "", ".audio", "1.audio", "000000000000000A.audio", "0000000000000001.audio ", "ffffffffffffffff.audio",
    "-000000000000001.audio", "+000000000000001.audio", "0000000000000001.Audio", "00000000000000010.audio",
    "lock", "format", "../0000000000001.audio", "0x00000000000001.audio",
  ])
  func `other names are not ours`(name: String) {
    #expect(AudioFileName.number(name) == nil)
  }

  /// What is in the folder, what its form is said to be, and what has to be set aside.
  @Test(
    arguments: [
      ([], nil, []),
      (["lock", "format", "0000000000000001.audio"], AudioFileName.version, []),
      // Somebody else's folder: only what might be taken for ours.
      (["holiday.jpg", "0000000000000001.audio", "lock"], nil, ["0000000000000001.audio"]),
      // An older or a newer version's, however it names its files.
      (
        ["lock", "format", "a.blob", "0000000000000001.audio", "set-aside-1"], "ytmpd-tui audio 2\n",
        ["format", "a.blob", "0000000000000001.audio"]
      ),
      (["format"], "", ["format"]),
    ] as [([String], String?, [String])])
  func `what another version has left`(names: [String], version: String?, foreign: [String]) {
    #expect(AudioFileName.foreign(names, version: version) == foreign)
  }
}
