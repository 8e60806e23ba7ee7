import FoundationEssentials
public import TrackKit

extension YtDlpResolver {
  /// Asks yt-dlp, with the user's own arguments, what it is and what it found. Needs no network.
  ///
  /// - Throws: ``URLRefreshError/Kind/notInstalled`` when there is no such program, ``URLRefreshError/Kind/other``
  ///   with yt-dlp's own words when it refuses the arguments.
  public func inspect() async throws(URLRefreshError) -> YtDlpInspection {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "ytmpd-tui-inspection-\(UUID()).json", directoryHint: .notDirectory)
    do {
      try Data(Self.nothing.utf8).write(to: file)
    } catch {
      let place = folder.path(percentEncoded: false)
      throw URLRefreshError(kind: .other, evidence: "\(place) can't be written to")
    }
    defer {
      // What stays behind in the temporary folder is an empty answer of ours.
      try? FileManager.default.removeItem(at: file)
    }
    return try await inspect(answer: file.path(percentEncoded: false))
  }

  /// A video without anything to fetch: yt-dlp looks at it, and says what it would look with.
  private static let nothing = """
    {"id": "ytmpd-tui--", "title": "-", "ext": "webm", "url": "http://127.0.0.1/", "format_id": "0"}
    """

  private func inspect(answer: String) async throws(URLRefreshError) -> YtDlpInspection {
    let arguments =
      ["--ignore-config"] + options.arguments.filter { $0 != "--" } + [
        "--color", "never", "--verbose", "--load-info-json", answer, "--print", "id",
      ]
    let output = try await process.run(arguments)
    // Whatever became of the made-up video: it is the preamble that counts.
    if let inspection = YtDlpInspection(verbose: output.standardError) { return inspection }
    // A very old yt-dlp does not know our own options: then its age is the reason, not an option.
    if let version = await version(), version < .oldest {
      return YtDlpInspection(version: version.description, runtimes: nil, scriptsVersion: nil)
    }
    throw failure(output)
  }

  /// The version that yt-dlp tells when it is asked for nothing else; `nil` when it tells none.
  private func version() async -> YtDlpVersion? {
    do throws(URLRefreshError) {
      let output = try await process.run(["--ignore-config", "--version"])
      return YtDlpVersion(output.standardOutput.trimmed)
    } catch {
      return nil
    }
  }
}
