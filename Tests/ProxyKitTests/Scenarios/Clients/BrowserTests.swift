import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Web pages of other sites in a real browser: what they may have, they get, and nothing else.
@Suite(
  .enabled(if: Browser.isInstalled, "chromium is not installed: scripts/setup --tests"),
  .timeLimit(.minutes(3)))
struct BrowserTests {
  /// What the page has found out.
  struct Findings: Codable, Equatable {
    var status: Int?
    var range: String?
    var tag: String?
    var bytes: Int?
    var audio: String
  }

  /// Reads ten bytes, plays the song, and tells.
  ///
  /// - Parameter attribute: of the `audio` element.
  private func page(_ relay: RelayFixture, attribute: String) -> String {
    """
    <!doctype html><meta charset="utf-8"><audio id="player" \(attribute)></audio><script>
    const song = "http://localhost:\(relay.service.port)/proxy/\(VideoID.test)";
    async function run() {
      const found = {};
      try {
        const answer = await fetch(song, {headers: {"Range": "bytes=5-14", "Icy-MetaData": "0"}});
        found.status = answer.status;
        found.range = answer.headers.get("content-range");
        found.tag = answer.headers.get("etag");
        found.bytes = (await answer.arrayBuffer()).byteLength;
      } catch (error) {}
      const player = document.getElementById("player");
      found.audio = await new Promise((done) => {
        player.onended = () => done("ended");
        player.onerror = () => done("refused");
        player.src = song;
        player.play().catch(() => {});
      });
      await fetch("/says?" + encodeURIComponent(JSON.stringify(found)));
    }
    run();
    </script>
    """
  }

  /// What a page finds, and the events of the relay meanwhile.
  private func visit(isAllowed: Bool, attribute: String) async throws -> (found: Findings, events: [String]) {
    let audio = try await AudioFixture.make(.webmOpus, seconds: 2)
    let server = try PageServer()
    defer { server.stop() }
    return try await RelayFixture.run(audio: audio.bytes) { options in
      options.allowedOrigins = ["http://127.0.0.1:\(isAllowed ? server.port : 1)"]
    } _: { relay in
      server.serve(page(relay, attribute: attribute))
      let browser = try await Browser.open("http://127.0.0.1:\(server.port)/")
      var findings: Findings?
      for await word in server.words {
        findings = try JSONDecoder().decode(Findings.self, from: Data(word.utf8))
        break
      }
      await browser.close()
      return (try #require(findings), relay.eventNames)
    }
  }

  @Test func allowedPagePlaysAndReads() async throws {
    let length = try await AudioFixture.make(.webmOpus, seconds: 2).bytes.count
    let (found, _) = try await visit(isAllowed: true, attribute: "crossorigin=\"anonymous\"")
    #expect(
      found
        == Findings(
          status: 206, range: "bytes 5-14/\(length)", tag: "\"\(VideoID.test).251...\(length)\"", bytes: 10,
          audio: "ended"))
  }

  /// Without the attribute there is no Origin.
  @Test func allowedPagePlaysWithoutCORS() async throws {
    let (found, _) = try await visit(isAllowed: true, attribute: "")
    #expect(found.audio == "ended")
  }

  @Test(arguments: ["crossorigin=\"anonymous\"", ""])
  func pageThatIsNotAllowedGetsNothing(attribute: String) async throws {
    let (found, events) = try await visit(isAllowed: false, attribute: attribute)
    #expect(found == Findings(audio: "refused"))
    #expect(!events.contains("streamAdmitted"), "it takes no slot")
  }
}

/// A browser without a window.
private struct Browser {
  private let process: ProgramProcess
  private let profile: URL

  private static let program = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first {
      FileManager.default.isExecutableFile(atPath: $0)
    }

  static var isInstalled: Bool { program != nil }

  static func open(_ page: String) async throws -> Browser {
    let profile = FileManager.default.temporaryDirectory.appending(path: "ytmpd-browser-\(UUID())")
    try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
    let process = try await ProgramProcess.spawn(
      [
        try #require(program), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--mute-audio",
        "--autoplay-policy=no-user-gesture-required", "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync", "--disable-default-apps", "--disable-breakpad", "--disable-dev-shm-usage",
        // It has no business anywhere else.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--user-data-dir=\(profile.path)", page,
      ],
      environment: ["PATH": "/usr/bin:/bin", "HOME": profile.path])
    return Browser(process: process, profile: profile)
  }

  func close() async {
    process.kill()
    _ = await process.end()
    do {
      try FileManager.default.removeItem(at: profile)
    } catch {
      // One of its processes may still write there; the temporary folder is cleared some day.
    }
  }
}
