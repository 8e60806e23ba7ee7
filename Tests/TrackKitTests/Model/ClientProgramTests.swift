import Foundation
import Testing

@testable import TrackKit

struct ClientProgramTests {
  @Test(arguments: [
    ("Music Player Daemon 0.23.12", "MPD 0.23.12"), ("Music Player Daemon", "MPD"), ("", "unknown"),
    ("mpv 0.35.1", "mpv 0.35.1"), ("VLC/3.0.18 LibVLC/3.0.18", "VLC 3.0.18"),
    ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla 5.0"), ("curl/7.88.1", "curl 7.88.1"),
    ("a\u{1B}[31mb", "a"), (String(repeating: "x", count: 500), String(repeating: "x", count: 32)),
  ])
  func description(agent: String, description: String) {
    #expect(ClientProgram(userAgent: agent).description == description)
  }

  @Test(arguments: [
    ("Music Player Daemon 0.23.12", true), ("Music Player Daemon", true), ("MPDroid/1.0", false),
    ("mpv 0.35.1", false), ("", false), ("a Music Player Daemon", false),
  ])
  func isMPD(agent: String, isMPD: Bool) {
    #expect(ClientProgram(userAgent: agent).isMPD == isMPD)
    #expect(ClientProgram(ClientProgram(userAgent: agent).description).isMPD == isMPD)
  }

  @Test(arguments: ["Music Player Daemon 0.23.12", "mpv 0.35.1", ""])
  func jsonIsThePlainDescription(agent: String) throws {
    let program = ClientProgram(userAgent: agent)
    let data = try JSONEncoder().encode([program])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(program)\"]")
    #expect(try JSONDecoder().decode([ClientProgram].self, from: data) == [program])
  }
}
