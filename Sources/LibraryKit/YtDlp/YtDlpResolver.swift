import FoundationEssentials
public import TrackKit

/// Asks yt-dlp: for the media URL of a video, for the entries of a playlist, for its version.
public struct YtDlpResolver: MediaResolving, MediaListing, PlayReporting {
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
    try await resolve(id, rendition: formatID.map { Rendition($0) })
  }

  /// Runs yt-dlp once for the URL of a rendition of `id`.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - rendition: what it must be, `nil` for the best there is.
  /// - Throws: why there is no URL, as ``resolve(_:formatID:)``.
  public func resolve(_ id: VideoID, rendition: Rendition?) async throws(URLRefreshError) -> Track {
    do throws(URLRefreshError) {
      let track = try await answer(id, rendition: rendition)
      guard let rendition, let found = track.media?.rendition, !found.isSame(as: rendition) else {
        return track
      }
      // It has the number and the language, but is another file.
      throw URLRefreshError(kind: .noDirectFormat, exitCode: 0, evidence: "it is another rendition")
    } catch {
      var error = error
      error.wantedFormat = rendition?.formatID
      throw error
    }
  }

  private func answer(_ id: VideoID, rendition: Rendition?) async throws(URLRefreshError) -> Track {
    let output = try await process.run(YtDlpCommand.resolve(id, rendition: rendition, options: options))
    // An answer is an answer, whatever went wrong after it was printed.
    guard let answer = YtDlpAnswer(lastOf: output.standardOutput) else {
      guard output.exitCode != 0 else {
        throw URLRefreshError(kind: .other, exitCode: 0, evidence: "it printed no answer")
      }
      throw failure(output)
    }
    return try answer.track(for: id, at: Date())
  }

  /// Reports a play of `id` to YouTube, for the account whose cookies yt-dlp is given in its arguments.
  ///
  /// - Throws: why that did not work; as ``resolve(_:formatID:)``.
  public func report(played id: VideoID) async throws(URLRefreshError) {
    let output = try await process.run(YtDlpCommand.markWatched(id, options: options))
    guard output.exitCode == 0 else {
      throw failure(output)
    }
  }

  /// What yt-dlp says its version is, such as `2026.10.26`.
  ///
  /// - Throws: ``URLRefreshError/Kind/notInstalled`` when there is no such program; as `resolve` otherwise.
  public func version() async throws(URLRefreshError) -> String {
    let output = try await process.run(["--ignore-config", "--version"])
    guard output.exitCode == 0,
      let line = output.standardOutput.split(whereSeparator: \.isNewline).last,
      let version = MetadataText.clean(String(line))
    else { throw failure(output) }
    return version
  }

  /// The most entries a listing has unless said otherwise: the longest queue of MPD.
  public static let longestListing = 16_384

  /// Lists what `url` leads to; see ``MediaListing``.
  ///
  /// - Throws: why there is no entry at all.
  public func list(
    _ url: String, limit: Int = YtDlpResolver.longestListing,
    onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void = { _, _ in }
  ) async throws(URLRefreshError) -> ListedPlaylist {
    guard YouTubeReference(url) != nil else {
      throw URLRefreshError(kind: .notYouTube, evidence: YouTubeReference.problem(with: url))
    }
    let limit = max(limit, 1)
    let collector = PlaylistCollector(limit: limit)
    let arguments = YtDlpCommand.list(url, limit: limit, options: options)
    let output = try await process.run(arguments) { line in
      if let (entries, total) = collector.add(line) { onProgress(entries, total) }
    }
    var playlist = collector.playlist
    let overlong =
      output.omittedLines > 0
      ? URLRefreshError(kind: .other, exitCode: 0, evidence: "it printed more than an entry can have") : nil
    let failed = YtDlpFailure.ofListing(stderr: output.standardError, exitCode: output.exitCode) ?? overlong
    guard let failed else { return playlist }
    let failure = ProxyComplaint.explain(failed, stderr: output.standardError, wayOut: options.wayOut)
    guard !playlist.entries.isEmpty || !playlist.nested.isEmpty else { throw failure }
    playlist.problem = failure
    return playlist
  }

  /// Why a run failed.
  func failure(_ output: YtDlpProcess.Output) -> URLRefreshError {
    ProxyComplaint.explain(
      YtDlpFailure.classify(stderr: output.standardError, exitCode: output.exitCode),
      stderr: output.standardError, wayOut: options.wayOut)
  }
}
