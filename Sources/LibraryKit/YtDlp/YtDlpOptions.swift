public import TrackKit

/// How yt-dlp is run.
public struct YtDlpOptions: Sendable, Equatable {
  /// The program: a name to look up on PATH, or a path, in which `~` means the home folder (`yt_dlp_path`).
  public var program: String
  /// Arguments of the user's own (`yt_dlp_arguments`): cookies, proxies, JavaScript runtimes.
  public var arguments: [String]
  /// Which of a video's formats is played (`audio_format`); `-f` and `-S` in ``arguments`` outrank it.
  public var audioFormat: AudioFormat
  /// How long one resolve may take, and how long a listing may be silent (`resolver_timeout_seconds`).
  public var timeout: Duration
  /// The way to YouTube; it must be the one the audio is fetched by, for URLs are bound to it.
  public var wayOut: WayOut
  /// What yt-dlp's environment has beside or instead of ours.
  public var environment: [String: String]

  /// yt-dlp from PATH with 45 seconds, unless said otherwise.
  public init(
    program: String = "yt-dlp", arguments: [String] = [], audioFormat: AudioFormat = .opus,
    timeout: Duration = .seconds(45),
    wayOut: WayOut = WayOut(), environment: [String: String] = [:]
  ) {
    self.program = program
    self.arguments = arguments
    self.audioFormat = audioFormat
    self.timeout = timeout
    self.wayOut = wayOut
    self.environment = environment
  }
}
