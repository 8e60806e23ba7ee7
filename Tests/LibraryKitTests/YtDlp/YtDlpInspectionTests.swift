import Testing

@testable import LibraryKit

/// What yt-dlp's own preamble tells.
struct YtDlpInspectionTests {
  private func preamble(
    version: String = "stable@2026.10.26 from yt-dlp/yt-dlp [594bd50c2] (pip)",
    libraries: String = "certifi-1",
    runtimes: String? = "deno-2.9.8"
  ) -> String {
    var lines = [
      "[debug] Command-line config: ['-v', 'JS runtimes: bun-9.9']", "WARNING: something",
      "[debug] yt-dlp version \(version)", "[debug] Optional libraries: \(libraries)",
    ]
    if let runtimes { lines.append("[debug] JS runtimes: \(runtimes)") }
    return lines.joined(separator: "\r\n")
  }

  @Test(arguments: [
    ("stable@2026.10.26 from yt-dlp/yt-dlp [594bd50c2] (pip)", "2026.10.26"),
    ("nightly@2026.10.26.232953 from x", "2026.10.26.232953"), ("2023.03.04 [392389b7d]", "2023.03.04"),
  ]) func `reads the version`(text: String, version: String) {
    #expect(YtDlpInspection(verbose: preamble(version: text))?.version == version)
  }

  @Test(arguments: [
    ("deno-2.9.8", ["deno 2.9.8 true"]), ("none", []), ("none (disabled)", []),
    ("bun-1.3.0, node-18.0.0 (unsupported)", ["bun 1.3.0 true", "node 18.0.0 false"]),
    ("quickjs-ng-0.10.1", ["quickjs-ng 0.10.1 true"]), ("graal (unknown)", ["graal ? false"]),
  ]) func `reads the runtimes`(text: String, runtimes: [String]) throws {
    let inspection = try #require(YtDlpInspection(verbose: preamble(runtimes: text)))
    let found = try #require(inspection.runtimes)
    #expect(found.map { "\($0.name) \($0.version ?? "?") \($0.isSupported)" } == runtimes)
  }

  @Test func `reads the scripts`() {
    #expect(YtDlpInspection(verbose: preamble())?.scriptsVersion == nil)
    let libraries = "certifi-2026.1.1, yt_dlp_ejs-0.8.0, websockets-17"
    #expect(YtDlpInspection(verbose: preamble(libraries: libraries))?.scriptsVersion == "0.8.0")
  }

  @Test func `knows an old yt-dlp by its silence`() {
    #expect(YtDlpInspection(verbose: preamble(runtimes: nil))?.runtimes == nil)
    #expect(YtDlpInspection(verbose: "ERROR: no such option") == nil)
  }
}
