import TrackKit

/// yt-dlp's command lines.
enum YtDlpCommand {
  private static let answerFields = """
    id,format_id,language,url,ext,acodec,abr,filesize,duration,title,track,artists,artist,album,uploader,channel,\
    protocol,http_headers,live_status,available_at,downloader_options
    """
  private static let entryFields = """
    id,title,url,duration,track,artists,artist,album,uploader,channel,live_status,availability,playlist_index,\
    playlist_title,playlist_count
    """

  /// Resolves one video; prints one line of JSON.
  ///
  /// - Parameter rendition: what it must be, `nil` for what the user likes best.
  static func resolve(_ id: VideoID, rendition: Rendition?, options: YtDlpOptions) -> [String] {
    let format = rendition.map { ["-f", FormatSelector.rendition($0)] } ?? format(options)
    return common(options) + ["--no-playlist"] + format + [
      "--print", "%(.{\(answerFields)})j",
      // Ids may begin with `-`, hence the whole URL and the end of the options.
      "--", id.watchURL,
    ]
  }

  /// Writes the audio of one video to standard output, in fragments put together or live.
  ///
  /// What there is of sound alone comes first; else the smallest picture that has good sound with it. A fragment that can't
  /// be had is an error, and not a gap: else a track that breaks off would seem to be whole.
  static func pipe(_ id: VideoID, options: YtDlpOptions) -> [String] {
    common(options) + [
      "--no-playlist", "--no-simulate", "-f", FormatSelector.piped, "-o", "-", "--no-part",
      "--abort-on-unavailable-fragments", "--retry-sleep", "fragment:exp=1:8",
      "--", id.watchURL,
    ]
  }

  /// Reports a play of one video to YouTube, and downloads nothing.
  static func markWatched(_ id: VideoID, options: YtDlpOptions) -> [String] {
    common(options) + ["--no-playlist", "--simulate", "--quiet", "--mark-watched"] + format(options) + [
      "--", id.watchURL,
    ]
  }

  /// The format as the user wants it: by the arguments, else by the option. Who sorts the formats wants the first of
  /// all that can be played, not of those with certain numbers.
  private static func format(_ options: YtDlpOptions) -> [String] {
    let user = UserArguments(options.arguments)
    if user.chooseFormat { return [] }
    return ["-f", user.sortFormats ? FormatSelector.any : options.audioFormat.selector]
  }

  /// Lists what `url` leads to, at most `limit` entries and one more, which tells that there are more; prints
  /// a line of JSON for each as it comes, and one at the end of the playlist, which may have none.
  static func list(_ url: String, limit: Int, options: YtDlpOptions) -> [String] {
    common(options) + [
      "--simulate", "--flat-playlist", "--lazy-playlist", "-I", "1:\(limit < .max ? limit + 1 : limit)",
      "--print",
      "%(.{\(entryFields)})j", "--print", "playlist:{\"listing\": %(title)j}", "--", url,
    ]
  }

  private static func common(_ options: YtDlpOptions) -> [String] {
    let arguments = [
      "--ignore-config", "--no-progress", "--color", "never", "--socket-timeout", "10",
      "--extractor-retries", "1",
    ]
    // After ours, so that they win; before what the answer's form depends on. A bare `--` would end the
    // options too early.
    return arguments + options.arguments.filter { $0 != "--" } + options.wayOut.ytDlpArguments
  }
}
