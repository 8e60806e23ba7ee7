import Foundation
import Testing

@testable import LibraryKit
@testable import TrackKit

struct PlaylistFilesTests {
  /// Saves a playlist and writes its file.
  private func write(_ name: String, _ letters: String, in library: ScriptedLibrary) throws
    -> PlaylistFiles.Written
  {
    try library.store.savePlaylist(name: name, url: nil, tracks: letters.map(letterTrack))
    return try library.files.write(try #require(try library.store.playlist(named: name)))
  }

  private func put(_ text: String, at path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test func `the same playlist is not written again`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let first = try write("A/B", "ab", in: library)
    #expect(first.isChanged && first.name == "YT: A-B" && first.notices.isEmpty)
    #expect(try library.playlistFiles == ["YT: A-B.m3u": letterM3U("ab")])
    let attributes = try FileManager.default.attributesOfItem(atPath: first.path)
    let again = try write("A/B", "ab", in: library)
    #expect(!again.isChanged)
    let after = try FileManager.default.attributesOfItem(atPath: first.path)
    #expect(after[.modificationDate] as? Date == attributes[.modificationDate] as? Date)
    #expect(after[.systemFileNumber] as? Int == attributes[.systemFileNumber] as? Int)
    #expect(try write("A/B", "ba", in: library).isChanged)
  }

  @Test func `playlists whose names are alike once they are safe get numbers`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let long = String(repeating: "long ", count: 80)
    #expect(try write("A/B", "a", in: library).name == "YT: A-B")
    #expect(try write("A-B", "b", in: library).name == "YT: A-B (2)")
    #expect(try write(long + "x", "a", in: library).name.utf8.count <= 250)
    #expect(try write(long + "y", "b", in: library).name.hasSuffix(" (2)"))
    // Whoever has a name keeps it, in whatever order they come.
    #expect(try write("A-B", "bc", in: library).name == "YT: A-B (2)")
    #expect(try write("A/B", "ac", in: library).name == "YT: A-B")
    #expect(try library.files.name(ofPlaylist: "A-B", format: .m3u) == "YT: A-B (2)")
    #expect(try library.playlistFiles.count == 4)
  }

  @Test(
    arguments: [
      "#EXTM3U\nhttp://radio.example/stream\n", "Artist/Album/song.flac\n", "",
      // As MPD saves a queue of our songs: the user made that, and we did not.
      "http://localhost:8080/proxy/aaaaaaaaaaa\n", "#EXTM3U\nhttp://localhost:8080/proxy/aaaaaaaaaaa\n",
    ])
  func `somebody else's file is left alone`(text: String) throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    try put(text, at: library.options.files.playlistDirectory + "/YT: A.m3u")
    let written = try write("A", "a", in: library)
    #expect(written.name == "YT: A (2)" && written.notices.count == 1)
    #expect(try library.playlistFiles == ["YT: A.m3u": text, "YT: A (2).m3u": letterM3U("a")])
    // It is said once.
    #expect(try write("A", "ab", in: library).notices.isEmpty)
    #expect(try library.files.remove(playlist: "A"))
    #expect(try library.playlistFiles == ["YT: A.m3u": text])
  }

  @Test func `links and folders are left alone`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let folder = library.options.files.playlistDirectory
    try put("precious", at: library.folder.path + "/elsewhere")
    try FileManager.default.createDirectory(
      atPath: folder + "/YT: A (2).m3u", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/YT: A.m3u", withDestinationPath: library.folder.path + "/elsewhere")
    #expect(try write("A", "a", in: library).name == "YT: A (3)")
    #expect(try String(contentsOfFile: library.folder.path + "/elsewhere", encoding: .utf8) == "precious")
  }

  @Test func `files of ytmpd's are taken over`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let old = "#EXTM3U\n#EXTINF:-1,Some - One\nhttp://127.0.0.1:8080/proxy/zzzzzzzzzzz\n"
    try put(old, at: library.options.files.playlistDirectory + "/YT: A.m3u")
    let written = try write("A", "a", in: library)
    #expect(written.name == "YT: A" && written.notices.isEmpty && written.isChanged)
    #expect(try library.playlistFiles == ["YT: A.m3u": letterM3U("a")])
  }

  @Test func `playlists of ytmpd's come into the library`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let folder = library.options.files.playlistDirectory
    try library.store.register([Track(id: letterTrack("b").id, title: "Known", artist: "As ytmpd has it")])
    let text = """
      #EXTM3U
      #EXTINF:-1,Some - One - Two
      http://localhost:8080/proxy/aaaaaaaaaaa
      #EXTINF:213,X - Y
      http://127.0.0.1:8080/proxy/bbbbbbbbbbb

      """
    try put(text, at: folder + "/YT: Favorites.m3u")
    try put(text, at: folder + "/Mine.m3u")
    try put(text + "song.flac\n", at: folder + "/YT: Mixed.m3u")
    try put("#EXTM3U\n", at: folder + "/YT: Empty.m3u")
    #expect(try library.files.adopt() == ["Favorites"])
    let tracks = try #require(try library.store.playlist(named: "Favorites")).tracks
    #expect(tracks.map(\.displayName) == ["Some - One - Two", "As ytmpd has it - Known"])
    #expect(tracks.map(\.duration) == [nil, .seconds(213)] && tracks[0].title == "One - Two")
    #expect(try library.files.adopt().isEmpty)
    #expect(try library.playlistFiles["YT: Favorites.m3u"] == text)
    // The configuration may name it afterwards.
    #expect(try write("Favorites", "a", in: library).name == "YT: Favorites")
  }

  @Test func `a file of ours that was edited is set aside`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let path = try write("A", "a", in: library).path
    for number in 1...2 {
      let edited = letterM3U("a") + "song\(number).flac\n"
      try put(edited, at: path)
      let written = try write("A", "ab", in: library)
      #expect(written.name == "YT: A" && written.isChanged && written.notices.count == 1)
      #expect(try library.playlistFiles["YT: A.m3u"] == letterM3U("ab"))
      #expect(try library.playlistFiles["YT: A (edited\(number == 1 ? "" : " 2")).m3u"] == edited)
    }
    // Edited and removed: the file is the user's now.
    try put("song.flac\n", at: path)
    #expect(try !library.files.remove(playlist: "A"))
    #expect(try library.playlistFiles["YT: A.m3u"] == "song.flac\n" && library.store.playlistFiles().isEmpty)
  }

  @Test func `another form or name takes the old file along`() throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    _ = try write("A", "ab", in: library)
    library.options.files.format = .xspf
    let xspf = try write("A", "ab", in: library)
    #expect(xspf.path == library.options.files.musicDirectory + "/_youtube/YT: A.xspf" && xspf.isChanged)
    #expect(try library.playlistFiles.isEmpty)
    #expect(try !write("A", "ab", in: library).isChanged)
    library.options.files.prefix = ""
    #expect(try write("A", "ab", in: library).name == "A")
    #expect(
      try library.texts(library.options.files.musicDirectory + "/_youtube").keys.sorted() == ["A.xspf"])
    #expect(try library.files.remove(playlist: "A"))
    #expect(try library.texts(library.options.files.musicDirectory + "/_youtube").isEmpty)
  }

  @Test func `what can't be written leaves the old file and says where`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    try put("in the way", at: library.options.files.playlistDirectory)
    let error = #expect(throws: PlaylistFileError.self) { try write("A", "a", in: library) }
    #expect(error?.path.hasPrefix(library.options.files.playlistDirectory) == true)
  }
}
