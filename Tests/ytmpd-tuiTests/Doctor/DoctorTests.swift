import ConfigurationKit
import Foundation
import LibraryKit
import MPDKit
import Testing
import TrackKit

@testable import TerminalKit
@testable import ytmpd_tui

/// What the doctor makes of what it found.
struct DoctorTests {
  private static let good = YtDlpInspection(
    version: "2026.10.26", runtimes: [.init(name: "deno", version: "2.9.8", isSupported: true)],
    scriptsVersion: "0.8.0", ffmpegVersion: "5.1.6")

  private func ytDlp(
    path: String? = "/bin/yt-dlp", _ inspection: Result<YtDlpInspection, URLRefreshError> = .success(good),
    today: String = "2026.11.23"
  ) throws -> [Finding] {
    YtDlpCheck.findings(
      .init(
        program: "yt-dlp", path: path, inspection: inspection, today: try #require(YtDlpVersion(today)?.day))
    )
  }

  private func statuses(_ findings: [Finding]) -> [String] {
    findings.map { "\($0.subject.rawValue) \($0.status.rawValue)" }
  }

  @Test func `knows a good yt-dlp from an old one and from none`() throws {
    #expect(
      try statuses(ytDlp()) == ["yt-dlp ok", "javascript ok", "yt-dlp-ejs ok", "plug-ins ok", "ffmpeg ok"])
    #expect(try ytDlp(today: "2026.12.25")[0].status == .ok)
    let old = try ytDlp(today: "2026.12.26")[0]
    #expect(old.status == .warning && old.message.contains("61 days old"))
    #expect(try statuses(ytDlp(path: nil, .failure(.init(kind: .notInstalled)))) == ["yt-dlp error"])
    let broken = try ytDlp(.failure(.init(kind: .other, exitCode: 2, evidence: "no such option: --x")))
    #expect(statuses(broken) == ["yt-dlp error"])
    #expect(
      broken[0].message.contains("no such option: --x")
        && broken[0].cure?.contains("yt_dlp_arguments") == true)
  }

  @Test func `knows what yt-dlp lacks`() throws {
    var bare = Self.good
    bare.runtimes = []
    bare.scriptsVersion = nil
    bare.ffmpegVersion = nil
    let findings = try ytDlp(.success(bare))
    #expect(
      statuses(findings) == [
        "yt-dlp ok", "javascript error", "yt-dlp-ejs error", "plug-ins ok", "ffmpeg warning",
      ])
    #expect(
      findings[4].message.contains("live streams") && findings[4].cure?.contains("install ffmpeg") == true)
    #expect(findings[1].cure?.contains("deno 2.3") == true)
    bare.runtimes = [.init(name: "node", version: "18.1.0", isSupported: false)]
    #expect(try ytDlp(.success(bare))[1].message.contains("node 18.1.0"))
    // A yt-dlp that knows of no runtime is from another time.
    bare.runtimes = nil
    #expect(
      try statuses(ytDlp(.success(bare))) == [
        "yt-dlp ok", "javascript error", "plug-ins ok", "ffmpeg warning",
      ])
  }

  @Test func `says that yt-dlp is too old, and how to get another`() throws {
    var old = Self.good
    old.version = "2023.03.04"
    old.runtimes = nil
    let findings = try ytDlp(.success(old))
    #expect(statuses(findings) == ["yt-dlp error"])
    #expect(
      findings[0].message
        == "yt-dlp 2023.03.04 at /bin/yt-dlp is too old: 2026.10.21 or newer is needed")
    #expect(findings[0].cure?.contains("ytmpd-tui setup") == true)
    old.version = "2026.10.21"
    #expect(try ytDlp(.success(old))[0].status == .ok)
  }

  @Test func `a file that can't be run is not missing`() {
    let findings = YtDlpCheck.findings(
      .init(
        program: "/opt/yt-dlp", path: nil, isForbidden: true,
        inspection: .failure(.init(kind: .notInstalled)),
        today: 0))
    #expect(findings.map(\.cure) == ["chmod +x /opt/yt-dlp"])
  }

  private func player(_ change: (inout PlayerCheck.Facts) -> Void) -> [Finding] {
    var facts = PlayerCheck.Facts(
      address: .success("/run/mpd/socket"), version: .success("0.23.5"), commands: Set(PlayerCheck.needed),
      playlists: .same, folder: FolderFacts(path: "/playlists", state: .writable))
    change(&facts)
    return PlayerCheck.findings(facts)
  }

  @Test func `knows whether MPD does what is needed`() {
    #expect(statuses(player { _ in }) == ["mpd ok", "playlists ok"])
    let locked = player { $0.commands = ["status"] }
    #expect(locked[0].status == .error && locked[0].cure?.contains("password@host") == true)
    let absent = player { $0.version = .failure(.refused(address: "localhost:6600")) }
    #expect(absent[0].status == .error && absent[0].message.contains("localhost:6600"))
    let senseless = player {
      $0.address = Result { () throws(MPDAddressError) in
        try MPDAddress.resolve(configured: nil, environment: ["MPD_PORT": "x"]).description
      }
      $0.version = nil
    }
    #expect(senseless[0].status == .error && senseless[0].message.contains("MPD_PORT"))
  }

  @Test func `knows whether MPD sees the playlists`() {
    #expect(player { $0.playlists = .elsewhere("/other") }[1].message.contains("/other"))
    #expect(player { $0.playlists = .elsewhere(nil) }[1].status == .error)
    #expect(player { $0.playlists = .disabled("unknown command") }[1].status == .error)
    #expect(player { $0.playlists = .unknown }[1].status == .ok)
    let states: [(FolderFacts.State, Finding.Status)] = [
      (.readOnly, .error), (.notAFolder, .error), (.missing(canBeMade: true), .warning),
      (.missing(canBeMade: false), .error),
    ]
    for (state, status) in states {
      let findings = player {
        $0.playlists = .unknown
        $0.folder = FolderFacts(path: "/playlists", state: state)
      }
      #expect(findings[1].status == status, "\(state)")
    }
    #expect(
      player {
        $0.writesXSPF = true
        $0.playlists = .disabled("")
      }[1].status == .ok)
  }

  @Test func `knows who is at the port`() {
    let table: [(PortCheck.Occupant, Finding.Status, String)] = [
      (.nobody, .ok, "free"), (.us(version: "1.2"), .ok, "ytmpd-tui 1.2"), (.ytmpd, .error, "ytmpd itself"),
      (.stranger, .error, "another program"), (.refused("Permission denied"), .error, "Permission denied"),
    ]
    for (occupant, status, words) in table {
      let finding = PortCheck.findings(.init(host: "localhost", port: 8080, occupant: occupant))[0]
      #expect(finding.status == status && finding.message.contains(words), "\(occupant)")
      #expect((finding.cure == nil) == (status == .ok))
    }
    #expect(PortCheck.findings(.init(host: "localhost", port: 0, occupant: .nobody))[0].status == .ok)
  }

  @Test func `knows what the database can do`() {
    let folder = FolderFacts(path: "/x", state: .writable)
    let contents = DatabaseCheck.Contents(tracks: 1, playlists: 2, size: 1_200_000)
    func check(_ facts: DatabaseCheck.Facts) -> Finding { DatabaseCheck.findings(facts)[0] }
    let good = check(.init(path: "/x/y", contents: .success(contents), folder: folder))
    #expect(good.status == .ok && good.message.contains("1 track, 2 playlists, 1.2 MB"))
    #expect(
      check(.init(path: "/x/y", contents: .success(contents), isWritable: false, folder: folder)).status
        == .warning)
    let locked = FolderFacts(path: "/x", state: .readOnly)
    #expect(check(.init(path: "/x/y", contents: .success(contents), folder: locked)).status == .warning)
    #expect(check(.init(path: "/x/y", contents: nil, folder: folder)).status == .ok)
    #expect(check(.init(path: "/x/y", contents: nil, folder: locked)).status == .error)
    let foreign = StoreError(.foreignSchema, path: "/x/y")
    #expect(check(.init(path: "/x/y", contents: .failure(foreign), folder: folder)).status == .error)
  }

  @Test func `knows what the terminal can show`() {
    func check(_ change: (inout TerminalCheck.Facts) -> Void) -> Finding {
      var facts = TerminalCheck.Facts(
        isTerminal: true, name: "xterm-256color", colours: 256, isUnicode: true, columns: 80, rows: 24)
      change(&facts)
      return TerminalCheck.findings(facts)[0]
    }
    #expect(check { _ in }.message == "xterm-256color, 256 colours, UTF-8, 80x24")
    #expect(check { $0.hasTrueColour = true }.message.contains("16 million"))
    #expect(check { $0.isColourRefused = true }.message.contains("NO_COLOR"))
    #expect(check { $0.isUnicode = false }.status == .warning)
    #expect(check { $0.columns = 30 }.status == .warning)
    let unknown = check { $0.obstacle = .unknownTerminal("odd") }
    #expect(unknown.status == .error && unknown.cure?.contains("ncurses-term") == true)
    #expect(
      check {
        $0.isTerminal = false
        $0.obstacle = .noTerminalName
      }.status == .ok)
  }

  @Test func `knows which files are at risk`() {
    func check(_ change: (inout FilesCheck.Facts) -> Void) -> [String] {
      var facts = FilesCheck.Facts(configuration: "/c.yaml", log: "/l.log")
      change(&facts)
      return statuses(FilesCheck.findings(facts))
    }
    #expect(check { _ in } == ["files ok"])
    #expect(check { $0.isConfigurationPublic = true } == ["files ok"])
    #expect(
      check {
        $0.isConfigurationPublic = true
        $0.hasPassword = true
        $0.isLogWritable = false
        $0.music = FolderFacts(path: "/m", state: .readOnly)
      } == ["files warning", "files warning", "files error"])
  }

  @Test func `names each oddity of the configuration`() {
    #expect(statuses(ConfigurationCheck.findings(file: nil, warnings: [])) == ["configuration ok"])
    let odd = ConfigurationProblem(.file("/c.yaml", line: 3, column: 1), "unknown key \"proxy_prot\"")
    let findings = ConfigurationCheck.findings(file: "/c.yaml", warnings: [odd])
    #expect(statuses(findings) == ["configuration warning"] && findings[0].message.contains("/c.yaml:3:1"))
    #expect(statuses(ConfigurationCheck.findings(ConfigurationError([odd]))) == ["configuration error"])
  }

  @Test func `writes lines for people and JSON for programs`() throws {
    let diagnosis = Diagnosis(checks: [
      .ok(.port, "free"), .warning(.ytDlp, "old\u{1B}[2J", cure: "renew it"),
      .error(.player, "gone", cure: "start it"),
    ])
    #expect(
      diagnosis.lines(isColoured: false) == [
        "ok       port           free", "warning  yt-dlp         old\u{FFFD}[2J; renew it",
        "error    mpd            gone; start it",
      ])
    let cure = "start it, or set mpd_socket_path or MPD_HOST"
    let narrow = Diagnosis(checks: [.error(.player, "MPD is gone", cure: cure)])
    #expect(
      narrow.lines(isColoured: false, columns: 60) == [
        "error    mpd            MPD is gone; start it, or set\n"
          + "                        mpd_socket_path or MPD_HOST"
      ])
    #expect(diagnosis.lines(isColoured: true)[0].hasPrefix("\u{1B}[32mok     \u{1B}[0m"))
    #expect(!diagnosis.ok && diagnosis.summary == "1 error, 1 warning")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(diagnosis), as: UTF8.self)
    #expect(json.hasPrefix(#"{"checks":[{"check":"port","cure":null,"message":"free","status":"ok"},"#))
    #expect(json.hasSuffix(#""ok":false}"#))
    #expect(Diagnosis(checks: [.ok(.port, "free")]).summary == "no problems found")
  }
}
