/// Whether a playlist follows its title at YouTube. Pure.
enum PlaylistTitle {
  /// What a playlist is to be called, now that it is called `title` at YouTube; `nil` for what it is called.
  ///
  /// - Parameters:
  ///   - name: its name here.
  ///   - known: the title it was named after, `nil` when a person named it.
  ///   - isTaken: whether another playlist has a name.
  static func name(
    after title: String, called name: String, known: String?, isTaken: (String) -> Bool
  ) -> String? {
    guard let known, known != title else { return nil }
    let free = PlaylistName.free(title) { $0 != name && isTaken($0) }
    return free == name ? nil : free
  }

  /// Whether `name` is `title`, or that with the number that tells two of one title apart.
  static func isNamed(_ name: String, after title: String) -> Bool {
    guard name != title else { return true }
    guard name.hasPrefix(title + " ("), name.hasSuffix(")") else { return false }
    let number = name.dropFirst(title.count + 2).dropLast()
    return !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
