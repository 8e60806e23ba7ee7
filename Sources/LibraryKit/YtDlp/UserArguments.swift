/// What the user's own arguments for yt-dlp decide; ours give way there.
struct UserArguments: Equatable {
  /// Whether they name a format (`-f`, `--format`, or a preset that has one).
  private(set) var chooseFormat = false
  /// Whether they sort the formats (`-S`, `--format-sort`).
  private(set) var sortFormats = false

  /// The letters of yt-dlp's short options that take a value, which may follow in the same word.
  private static let lettersWithValue = Set("afINoOpPrRStuU2")

  /// Reads `arguments` as yt-dlp does: options may be long or short, short ones may share a word, and a value stands
  /// behind `=`, in the next word, or in the same one.
  init(_ arguments: [String]) {
    for argument in arguments {
      if argument == "--" { break }
      if argument.hasPrefix("--") {
        switch argument.dropFirst(2).prefix(while: { $0 != "=" }) {
        case "format", "preset-alias": chooseFormat = true
        case "format-sort": sortFormats = true
        default: break
        }
      } else if argument.hasPrefix("-") {
        guard let letter = argument.dropFirst().first(where: Self.lettersWithValue.contains) else { continue }
        switch letter {
        case "f", "t": chooseFormat = true
        case "S": sortFormats = true
        default: break
        }
      }
    }
  }
}
