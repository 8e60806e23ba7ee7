/// Who chooses the format that is played, and what.
public enum AudioChoice: Sendable, Equatable {
  /// `audio_format` does.
  case setting(AudioFormat)
  /// An option in `yt_dlp_arguments` does.
  case option(String, value: String)
  /// An option in `yt_dlp_arguments` sorts the formats, and the first one that can be played is taken.
  case sort(String, value: String)

  /// What yt-dlp is told with `options`.
  public init(_ options: YtDlpOptions) {
    let user = UserArguments(options.arguments)
    if let format = user.format {
      self = .option(format.option, value: format.value)
    } else if let sort = user.sort {
      self = .sort(sort.option, value: sort.value)
    } else {
      self = .setting(options.audioFormat)
    }
  }
}
