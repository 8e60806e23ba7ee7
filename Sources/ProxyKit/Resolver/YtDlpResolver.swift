#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Asks yt-dlp: for the media URL of a video, for the entries of a playlist, for its version.
public struct YtDlpResolver: MediaResolving {
  /// How yt-dlp is run.
  public let options: YtDlpOptions
  let process: YtDlpProcess

  /// A resolver that runs yt-dlp as `options` say. Nothing is started yet.
  public init(options: YtDlpOptions = YtDlpOptions()) {
    self.options = options
    process = YtDlpProcess(options: options)
  }

  /// Runs yt-dlp once for the URL of `id`.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - formatID: the format it must have, `nil` for the best there is.
  /// - Throws: why there is no URL. Cancelling the task kills yt-dlp with all it started, and throws
  ///   ``URLRefreshError/Kind/cancelled``.
  public func resolve(_ id: VideoID, formatID: String?) async throws(URLRefreshError) -> Track {
    let output = try await process.run(YtDlpCommand.resolve(id, formatID: formatID, options: options))
    // An answer is an answer, whatever went wrong after it was printed.
    guard let answer = YtDlpAnswer(lastOf: output.standardOutput) else {
      guard output.exitCode != 0 else {
        throw URLRefreshError(kind: .other, exitCode: 0, evidence: "it printed no answer")
      }
      throw YtDlpFailure.classify(stderr: output.standardError, exitCode: output.exitCode)
    }
    return try answer.track(for: id, at: Date())
  }

  /// What yt-dlp says its version is, such as `2026.10.26`.
  ///
  /// - Throws: ``URLRefreshError/Kind/notInstalled`` when there is no such program; as `resolve` otherwise.
  public func version() async throws(URLRefreshError) -> String {
    let output = try await process.run(["--ignore-config", "--version"])
    guard output.exitCode == 0,
      let line = output.standardOutput.split(whereSeparator: \.isNewline).last,
      let version = MetadataText.clean(String(line))
    else { throw YtDlpFailure.classify(stderr: output.standardError, exitCode: output.exitCode) }
    return version
  }

  /// Lists what `url` leads to, without resolving any of it.
  ///
  /// - Parameters:
  ///   - url: the URL of a playlist, an album, a channel, a radio; or yt-dlp's own `:ytfav`, `ytsearch20:…`.
  ///   - limit: at most so many entries.
  ///   - onProgress: told after each entry how many have come, and of how many if that is known.
  /// - Returns: the entries; also when yt-dlp failed after some of them, and then ``YtDlpPlaylist/problem``
  ///   says why.
  /// - Throws: why there is none.
  public func list(
    _ url: String, limit: Int = 5000,
    onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void = { _, _ in }
  ) async throws(URLRefreshError) -> YtDlpPlaylist {
    let collector = PlaylistCollector()
    let arguments = YtDlpCommand.list(url, limit: max(limit, 1), options: options)
    let output = try await process.run(arguments) { line in
      if let (entries, total) = collector.add(line) { onProgress(entries, total) }
    }
    var playlist = collector.playlist
    guard output.exitCode != 0 else { return playlist }
    let failure = YtDlpFailure.classify(stderr: output.standardError, exitCode: output.exitCode)
    guard !playlist.entries.isEmpty else { throw failure }
    playlist.problem = failure
    return playlist
  }
}
