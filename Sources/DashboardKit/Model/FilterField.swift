/// A field that a word of a filter can be for: `artist:miles`.
enum FilterField: String, CaseIterable, Sendable {
  case artist, title, album, state
}
