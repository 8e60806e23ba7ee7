import Foundation
import LibraryKit
import Testing
import TrackKit

@testable import ytmpd_tui

/// What the doctor makes of the unit, of other instances, of cookies and of the clock.
struct ServiceCheckTests {
  private static func unit(_ output: String?) -> Finding? {
    ServiceCheck.findings(.init(properties: output.map(ServiceProbe.parsed))).first
  }

  @Test(
    arguments: [
      ("LoadState=not-found\nActiveState=inactive\nUnitFileState=\n", .ok, "not installed"),
      ("LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nFragmentPath=/u\n", .ok, "/u is active"),
      (
        "LoadState=loaded\nActiveState=inactive\nUnitFileState=enabled\nFragmentPath=/u\n", .warning,
        "does not run now"
      ),
      (
        "LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled\nFragmentPath=/u\n", .ok,
        "enable --now"
      ),
      (
        "LoadState=loaded\nActiveState=failed\nResult=watchdog\nFragmentPath=/u\n", .error,
        "has failed (watchdog)"
      ),
      (nil, .ok, "without it"),
    ] as [(String?, Finding.Status, String)])
  func `knows how the unit is`(output: String?, status: Finding.Status, words: String) throws {
    let finding = try #require(Self.unit(output))
    #expect(finding.status == status && finding.message.contains(words), "\(finding)")
  }

  @Test func `warns of two that serve, and of ytmpd`() {
    func instances(_ serving: [Int32], _ ytmpd: [Int32] = []) -> [Finding] {
      Array(ServiceCheck.findings(.init(serving: serving, ytmpd: ytmpd)).dropFirst())
    }
    #expect(instances([]).map(\.status) == [.ok] && instances([7]).map(\.status) == [.ok])
    #expect(instances([7, 9])[0].status == .warning && instances([7, 9])[0].message.contains("7, 9"))
    #expect(instances([7], [3]).map(\.status) == [.warning])
  }

  @Test func `counts the owner of the library, once`() {
    var facts = ServiceCheck.Facts()
    facts.note(.owner(process: 8, version: "1.0"))
    facts.note(.owner(process: 8, version: "1.0"))
    facts.note(.stale)
    #expect(facts.serving == [8])
  }

  @Test(arguments: [
    (["/usr/bin/ytmpd-tui", "serve"], true, false), (["ytmpd-tui", "serve", "--stay"], true, false),
    (["ytmpd-tui"], false, false), (["grep", "ytmpd-tui", "serve"], false, false),
    (["/usr/bin/python3", "-m", "ytmpd.daemon"], false, true), (["python3", "/usr/bin/ytmpd"], false, true),
    (["vim", "ytmpd"], false, false), ([], false, false),
  ])
  func `knows a process by its command line`(line: [String], isOurs: Bool, isYtmpd: Bool) {
    #expect(ServiceProbe.isOurs(line) == isOurs && ServiceProbe.isYtmpd(line) == isYtmpd)
  }

  @Test func `knows whose cookies yt-dlp gets, and who may read them`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "cookies-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/c.txt"
    try Data().write(to: URL(filePath: path))
    func findings(_ arguments: String...) -> [Finding] {
      CookiesCheck.findings(CookiesCheck.facts(arguments, home: folder))
    }
    #expect(findings()[0].message.contains("guest"))
    #expect(findings("--cookies-from-browser", "firefox:profile")[0].message == "those of firefox")
    #expect(findings("--cookies", "/nonexistent")[0].status == .error)
    chmod(path, 0o644)
    let open = findings("--cookies=\(path)")[0]
    #expect(open.status == .warning && open.repair == .setMode(path: path, mode: 0o600))
    #expect(try open.repair?.carryOut().contains("600") == true)
    #expect(findings("--cookies", "~/c.txt") == [.ok(.cookies, path)])
  }

  @Test(
    arguments: [(20_000, 20_001, .error), (20_000, 20_000, .ok), (20_000, nil, .ok)]
      as [(Int, Int?, Finding.Status)])
  func `a clock before the release of yt-dlp is wrong`(today: Int, release: Int?, status: Finding.Status) {
    #expect(
      ClockCheck.findings(.init(today: today, release: release, isSynchronised: nil))[0].status == status)
  }

  @Test func `says what became of the video it tried`() {
    let played = OnlineCheck.findings("x", .played(.seconds(3)))
    #expect(played[0].status == .ok && played[0].message.contains("3 s"), "\(played)")
    let refused = OnlineCheck.findings("x", .unresolved(URLRefreshError(kind: .privateVideo)))
    #expect(refused[0].status == .error && refused[0].message.contains("private"), "\(refused)")
    #expect(OnlineCheck.findings("x", .silent)[0].cure?.contains("same way") == true)
  }
}
