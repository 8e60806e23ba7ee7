import LibraryKit

/// Says which format of the audio is chosen, and by what.
enum AudioCheck {
  /// One finding.
  ///
  /// - Parameter setting: `audio_format`.
  static func findings(_ choice: AudioChoice, setting: String) -> [Finding] {
    let hidden = setting == "opus" ? "" : ", which outranks audio_format: \(setting)"
    let message =
      switch choice {
      case .setting(.opus): "opus, 130 kbit/s"
      case .setting(.aac): "aac, 130 kbit/s, else opus"
      case .setting(.best): "opus or aac at 256 kbit/s where YouTube gives it, else opus at 130 kbit/s"
      case .setting(.selector(let text)): "chosen by audio_format: \(text)"
      case .option(let option, let value): "chosen by \(option) \(value) in yt_dlp_arguments\(hidden)"
      case .sort(let option, let value):
        "the first that can be played, sorted by \(option) \(value) in yt_dlp_arguments\(hidden)"
      }
    return [.ok(.audio, message)]
  }
}
