/// What the user's own arguments for yt-dlp decide; ours give way there.
struct UserArguments: Equatable {
  /// The format that they name last (`-f`, `--format`, or a preset that has one).
  private(set) var format: Said?
  /// How they sort the formats (`-S`, `--format-sort`); the last one counts first.
  private(set) var sort: Said?
  /// Whether they name a format.
  var chooseFormat: Bool { format != nil }
  /// Whether they sort the formats.
  var sortFormats: Bool { sort != nil }
  /// Whether they give yt-dlp an account: cookies, or a name and password.
  private(set) var signIn = false
  /// The proxy that they name last; empty for none at all.
  private(set) var proxy: Said?
  /// The address that they connect from, or the family, which yt-dlp takes for the same thing: the last one counts.
  private(set) var source: Said?

  /// An option and its value.
  struct Said: Equatable {
    /// The option as it was written.
    var option: String
    /// Its value; for `-4` and `-6` the address that yt-dlp takes them for.
    var value: String
  }

  /// Reads `arguments` as yt-dlp does.
  init(_ arguments: [String]) {
    for option in OptionReader(arguments) {
      if option.isLong("format") || option.isLong("preset-alias", shortest: 4) || option.isShort("f")
        || option.isShort("t")
      {
        format = Said(option: option.spelling, value: option.value ?? "")
      } else if option.isLong("format-sort") || option.isShort("S") {
        sort = Said(option: option.spelling, value: option.value ?? "")
      } else if option.isLong("cookies", shortest: 4) || option.isLong("cookies-from-browser", shortest: 9)
        || option.isLong("username", shortest: 2) || option.isShort("u")
        || option.isLong("netrc", shortest: 3)
        || option.isShort("n")
      {
        signIn = true
      } else if option.isLong("proxy", shortest: 4), let value = option.value {
        proxy = Said(option: option.spelling, value: value)
      } else if option.isLong("source-address", shortest: 3), let value = option.value {
        source = Said(option: option.spelling, value: value)
      } else if option.isShort("4") || option.isLong("force-ipv4") {
        source = Said(option: option.spelling, value: "0.0.0.0")
      } else if option.isShort("6") || option.isLong("force-ipv6") {
        source = Said(option: option.spelling, value: "::")
      }
    }
  }
}
