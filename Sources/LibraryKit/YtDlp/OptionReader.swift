/// Reads a command line as yt-dlp does (Python's optparse): options are long or short, long ones may be cut short, short
/// ones may share a word, and a value stands behind `=`, in the same word, or is the next one, whatever that looks like.
struct OptionReader: Sequence, IteratorProtocol {
  /// An option, and what stands with it.
  struct Option: Equatable {
    /// Its name without dashes, as it was written: a letter, or a word that may be cut short.
    var name: String
    /// Its value, `nil` when it takes none or the line ends before it.
    var value: String?
    /// It has two dashes.
    var isLong: Bool

    /// Whether it is the long option `name`, of which at least `shortest` letters must be there to tell it from others.
    func isLong(_ name: String, shortest: Int? = nil) -> Bool {
      isLong && (self.name == name || (self.name.count >= shortest ?? .max && name.hasPrefix(self.name)))
    }

    /// Whether it is the short option `letter`.
    func isShort(_ letter: Character) -> Bool { !isLong && name == String(letter) }

    /// As it was written, without its value.
    var spelling: String { (isLong ? "--" : "-") + name }
  }

  private var words: ArraySlice<String>
  /// What is left of a word with several letters.
  private var letters: Substring = ""

  /// A reader of `arguments`.
  init(_ arguments: [String]) { words = arguments[...] }

  mutating func next() -> Option? {
    if let letter = letters.popFirst() { return short(letter) }
    while let word = words.popFirst() {
      if word == "--" { return nil }
      if word.hasPrefix("--") { return long(word.dropFirst(2)) }
      guard word.hasPrefix("-"), word.count > 1 else { continue }
      letters = word.dropFirst()
      if let letter = letters.popFirst() { return short(letter) }
    }
    return nil
  }

  private mutating func short(_ letter: Character) -> Option {
    guard Self.lettersWithValue.contains(letter) else {
      return Option(name: String(letter), value: nil, isLong: false)
    }
    let rest = letters
    letters = ""
    return Option(
      name: String(letter), value: rest.isEmpty ? words.popFirst() : String(rest), isLong: false)
  }

  private mutating func long(_ text: Substring) -> Option {
    let name = text.prefix { $0 != "=" }
    if name.count < text.count {
      return Option(name: String(name), value: String(text.dropFirst(name.count + 1)), isLong: true)
    }
    let takesValue =
      Self.namesWithValue.contains(String(name))
      || (!Self.flags.contains(String(name)) && Self.namesWithValue.contains { $0.hasPrefix(name) })
    return Option(name: String(name), value: takesValue ? words.popFirst() : nil, isLong: true)
  }

  /// The letters of yt-dlp's short options that take a value.
  private static let lettersWithValue = Set("afINoOpPrRStu2")

  /// yt-dlp's long options that take a value.
  private static let namesWithValue = Set(
    """
    add-headers age-limit alias ap-mso ap-password ap-username audio-format audio-quality
    autonumber-size autonumber-start batch-file break-match-filters buffer-size cache-dir client-certificate
    client-certificate-key client-certificate-password cn-verification-proxy color compat-options
    concat-playlist concurrent-fragments config-locations convert-sub convert-subs convert-subtitles
    convert-thumbnails cookies cookies-from-browser date dateafter datebefore default-search download-archive
    download-sections downloader downloader-args encoding exec exec-before-download external-downloader
    external-downloader-args extractor-args extractor-retries ffmpeg-location file-access-retries fixup format
    format-sort fragment-retries geo-bypass-country geo-bypass-ip-block geo-verification-proxy http-chunk-size
    ies impersonate js-runtimes limit-rate load-info-json match-filters match-title max-downloads max-filesize
    max-sleep-interval max-views merge-output-format metadata-from-title min-filesize min-sleep-interval
    min-views netrc-cmd netrc-location output output-na-placeholder parse-metadata password paths playlist-end
    playlist-items playlist-start plugin-dirs postprocessor-args ppa preset-alias print print-to-file
    progress-delta progress-template proxy rate-limit recode-video referer reject-title remote-components
    remove-chapters remux-video replace-in-metadata retries retry-sleep skip-playlist-after-errors
    sleep-interval sleep-requests sleep-subtitles socket-timeout source-address sponskrub-args
    sponskrub-location sponsorblock-api sponsorblock-chapter-title sponsorblock-mark sponsorblock-remove
    srt-langs sub-format sub-langs throttled-rate trim-file-names trim-filenames twofactor update-to
    use-extractors use-postprocessor user-agent username video-password wait-for-video xff
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Options without a value whose names are the beginning of such a name.
  private static let flags: Set = ["geo-bypass", "netrc", "progress", "sponskrub", "update"]
}
