import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

@Suite struct DownloadNameTests {
  private static let id = "dQw4w9WgXcQ"

  private func name(_ title: String, type: String = "audio/webm", fileExtension: String? = nil)
    -> DownloadName
  {
    DownloadName(title, id: .test, contentType: type, fileExtension: fileExtension)
  }

  @Test(
    arguments: [
      ("Artist - Title", "Artist - Title", "Artist - Title"),
      ("Beyoncé - Déjà Vu", "Beyoncé - Déjà Vu", "Beyonce - Deja Vu"),
      ("宇多田ヒカル - First Love", "宇多田ヒカル - First Love", "______ - First Love"),
      ("夜", "夜", id), ("🎵🎵", "🎵🎵", id),
      ("\"A\" \\ 'B'", "\"A\" - 'B'", "'A' - 'B'"),
      ("AC/DC - T.N.T.", "AC-DC - T.N.T.", "AC-DC - T.N.T."),
      ("../../etc/passwd", "-..-etc-passwd", "-..-etc-passwd"),
      ("..", id, id), ("", id, id), ("   ", id, id), ("...", id, id), (".hidden", "hidden", "hidden"),
      ("…Ready", "…Ready", "Ready"), ("C:\\x", "C:-x", "C:-x"),
      ("a\r\nset-cookie: b=c", "a set-cookie: b=c", "a set-cookie: b=c"),
      ("a\u{0}b\u{1B}[31m\u{7F}\u{85}c", "a b [31m c", "a b [31m c"), ("a\u{2028}b\tc", "a b c", "a b c"),
      ("evil\u{202E}gnp.exe", "evilgnp.exe", "evilgnp.exe"),
      ("\u{2066}a\u{2069}\u{200F}\u{FEFF}\u{200B}b", "ab", "ab"),
      ("50%25 off; filename=x", "50%25 off; filename=x", "50_25 off; filename=x"),
      ("«a» ß ½?", "«a» ß ½?", "'a' ss _?"),
    ] as [(String, String, String)])
  func hostileTitles(title: String, file: String, ascii: String) {
    let name = name(title)
    #expect(name.name == file + ".webm")
    #expect(name.ascii == ascii + ".webm")
  }

  @Test func longTitlesAreCut() {
    for title in [
      String(repeating: "x", count: 10_000), String(repeating: "夜", count: 10_000),
      String(repeating: "ß", count: 10_000), "e" + String(repeating: "\u{301}", count: 10_000),
      String(repeating: "/", count: 10_000), String(repeating: " .", count: 10_000),
      String(repeating: "…", count: 10_000),
    ] {
      let name = name(title)
      #expect(name.name.utf8.count <= 205 && name.ascii.utf8.count <= 205)
      #expect(name.disposition.utf8.count < 1000)
    }
  }

  @Test(
    arguments: [
      ("audio/webm", nil, ".webm"), ("audio/mp4", nil, ".m4a"), ("audio/mp4", "webm", ".m4a"),
      ("video/mp4", nil, ".mp4"), ("audio/mpeg", nil, ".mp3"), ("audio/ogg", nil, ".ogg"),
      ("AUDIO/AAC", nil, ".aac"), ("application/octet-stream", "opus", ".opus"),
      ("application/octet-stream", nil, ""), ("application/octet-stream", "../x", ""),
      ("application/octet-stream", "toolong", ""), ("application/octet-stream", "", ""),
    ] as [(String, String?, String)])
  func extensionIsTheTypes(type: String, fileExtension: String?, mark: String) {
    #expect(name("T", type: type, fileExtension: fileExtension).name == "T" + mark)
  }

  @Test func disposition() {
    #expect(
      name("Beyoncé - \"Déjà\" 100% Vu").disposition
        == "inline; filename=\"Beyonce - 'Deja' 100_ Vu.webm\"; "
        + "filename*=UTF-8''Beyonc%C3%A9%20-%20%22D%C3%A9j%C3%A0%22%20100%25%20Vu.webm")
  }

  /// Nothing in a title ends the quoted string or the field, and the name that is meant comes out whole.
  @Test(arguments: [
    "a\"; filename=\"/etc/x", "a\\\"b", "a';b*=%00", "\u{202E}\r\n\r\nx", "\u{E000}\u{FFFF}a",
  ])
  func fieldIsWellFormed(title: String) throws {
    let name = name(title)
    let field = name.disposition
    #expect(field.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    #expect(field.split(separator: "\"", omittingEmptySubsequences: false).count == 3)
    let encoded = try #require(field.split(separator: "UTF-8''").last)
    #expect(PercentEncoding.decoded(encoded) == name.name)
    #expect(!name.name.contains("/"))
  }
}
