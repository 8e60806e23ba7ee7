import Foundation
import Testing

@testable import LibraryKit

@Suite struct PlaylistFileNameTests {
  @Test(arguments: [
    ("YT: ", "Liked", "YT: Liked"), ("", "a/b\nc", "a-b c"), ("", "..", "-."), ("", ".hidden", "-hidden"),
    ("", "", "playlist"), ("YT: ", " \n ", "YT: playlist"), ("", "夜 🌙", "夜 🌙"),
    ("", "/etc/passwd", "-etc-passwd"),
  ])
  func isSafe(_ prefix: String, _ name: String, _ safe: String) {
    #expect(PlaylistFileName(prefix: prefix, name).name == safe)
  }

  @Test func isCutBetweenCharacters() {
    let name = PlaylistFileName(String(repeating: "👩‍👩‍👧‍👦", count: 100)).name
    #expect(name.utf8.count <= 250)
    #expect(name.utf8.count > 220)
    #expect(name.allSatisfy { $0 == "👩‍👩‍👧‍👦" })
    #expect(PlaylistFileName("x").file("m3u") == "x.m3u")
  }
}

@Suite struct PlaylistFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("playlists-\(UUID())")
    .path

  @Test func makesFolderAndFileAndLeavesNothingElse() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (path, isChanged) = try PlaylistFile.write("one", name: "a.m3u", in: folder + "/deep")
    #expect(isChanged)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one")
    try PlaylistFile.write("two", name: "a.m3u", in: folder + "/deep")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "two")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/deep") == ["a.m3u"])
  }

  @Test func sameTextIsNotWrittenAgain() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try PlaylistFile.write("one", name: "a.m3u", in: folder)
    let inode = try FileManager.default.attributesOfItem(atPath: folder + "/a.m3u")[.systemFileNumber] as? Int
    let (path, isChanged) = try PlaylistFile.write("one", name: "a.m3u", in: folder)
    #expect(!isChanged)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == inode)
  }

  @Test func symbolicLinkStaysOne() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try PlaylistFile.write("one", name: "real.m3u", in: folder)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link.m3u", withDestinationPath: folder + "/real.m3u")
    try PlaylistFile.write("two", name: "link.m3u", in: folder)
    #expect(try String(contentsOfFile: folder + "/real.m3u", encoding: .utf8) == "two")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link.m3u").hasSuffix("real.m3u"))
  }

  @Test func failureSaysWhyAndKeepsTheOldFile() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try PlaylistFile.write("one", name: "a.m3u", in: folder)
    #expect(throws: PlaylistFileError.self) {
      try PlaylistFile.write("two", name: "b.m3u", in: folder + "/a.m3u")
    }
    // A folder with the file's name cannot be replaced by a file.
    try FileManager.default.createDirectory(atPath: folder + "/b.m3u/x", withIntermediateDirectories: true)
    let error = #expect(throws: PlaylistFileError.self) {
      try PlaylistFile.write("two", name: "b.m3u", in: folder)
    }
    #expect(error?.sentence.contains("mpd_playlist_directory") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.m3u", "b.m3u"])
  }
}
