public import FoundationEssentials

extension State {
  /// A dashboard that knows nothing yet, with the program's views.
  ///
  /// - Parameters:
  ///   - size: the terminal's size.
  ///   - now: the time.
  ///   - keyMap: which key gives which command.
  ///   - theme: the colours to begin with.
  ///   - themes: the themes a user may choose from.
  public init(
    size: Size, now: Date, keyMap: KeyMap = .standard, theme: Theme = .standard,
    themes: [Theme] = [.standard]
  ) {
    self.init(
      size: size, now: now, views: StandardViews.all, keyMap: keyMap, theme: theme, themes: themes)
  }
}
