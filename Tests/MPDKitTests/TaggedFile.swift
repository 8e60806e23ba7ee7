import FoundationEssentials
import TestSupport

/// An MP3 with an ID3v2.4 title of any length, for MPD's music directory.
enum TaggedFile {
  /// Puts a file there and has MPD read it.
  static func add(_ name: String, title: String, to fixture: MPDFixture) async throws {
    let audio = try await AudioFixture.make(.mp3).bytes
    let text = [3] + Array(title.utf8)
    let titleFrame = Array("TIT2".utf8) + syncSafe(text.count) + [0, 0] + text
    let tag = Array("ID3".utf8) + [4, 0, 0] + syncSafe(titleFrame.count) + titleFrame
    try Data(tag + audio).write(to: fixture.music.appending(path: name))
    try await fixture.mpc("--wait", "update")
  }

  private static func syncSafe(_ number: Int) -> [UInt8] {
    [21, 14, 7, 0].map { UInt8(number >> $0 & 0x7F) }
  }
}
