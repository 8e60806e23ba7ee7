import TrackKit

/// yt-dlp's command lines.
enum YtDlpCommand {
  /// Formats that are one file over HTTP, the best for listening first: opus, AAC, smaller opus, anything
  /// of sound alone, and at last files with a picture. `[protocol^=http]` would let fragments in.
  static let formats = "251/140/250/249/ba[protocol=https]/18/b[protocol=https]"

  private static let answerFields = """
    id,format_id,url,ext,acodec,abr,filesize,duration,title,track,artists,artist,album,uploader,channel,\
    protocol,http_headers,live_status,available_at,downloader_options
    """
  private static let entryFields = """
    id,title,url,duration,track,artists,artist,album,uploader,channel,live_status,playlist_index,\
    playlist_title,playlist_count
    """

  /// Resolves one video; prints one line of JSON.
  static func resolve(_ id: VideoID, formatID: String?, options: YtDlpOptions) -> [String] {
    common(options) + [
      "--no-playlist", "-f", formatID ?? formats, "--print", "%(.{\(answerFields)})j",
      // Ids may begin with `-`, hence the whole URL and the end of the options.
      "--", id.watchURL,
    ]
  }

  /// Reports a play of one video to YouTube, and downloads nothing.
  static func markWatched(_ id: VideoID, options: YtDlpOptions) -> [String] {
    common(options) + [
      "--no-playlist", "--simulate", "--quiet", "--mark-watched", "-f", formats, "--", id.watchURL,
    ]
  }

  /// Lists what `url` leads to, at most `limit` entries and one more, which tells that there are more; prints
  /// a line of JSON for each as it comes.
  static func list(_ url: String, limit: Int, options: YtDlpOptions) -> [String] {
    common(options) + [
      "--flat-playlist", "--lazy-playlist", "-I", "1:\(limit < .max ? limit + 1 : limit)", "--print",
      "%(.{\(entryFields)})j", "--", url,
    ]
  }

  private static func common(_ options: YtDlpOptions) -> [String] {
    var arguments = [
      "--ignore-config", "--no-progress", "--color", "never", "--socket-timeout", "10",
      "--extractor-retries", "1",
    ]
    switch options.addressFamily {
    case .any: break
    case .ipv4: arguments.append("-4")
    case .ipv6: arguments.append("-6")
    }
    if let address = options.sourceAddress { arguments += ["--source-address", address] }
    // After ours, so that they win; before what the answer's form depends on. A bare `--` would end the
    // options too early.
    return arguments + options.arguments.filter { $0 != "--" }
  }
}
