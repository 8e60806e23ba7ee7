/// The names of files in the folder of the cache: a number, and so neither URL nor title.
enum AudioFileName {
  /// What the folder's form is called in the file ``format``; a folder with another word is another version's.
  static let version = "ytmpd-tui audio 1\n"
  /// The file that says which form the folder has.
  static let format = "format"
  /// The file that is locked by the program that uses the folder.
  static let lock = "lock"
  /// The file that is written to learn whether that can be done.
  static let probe = "probe"
  /// What the names of folders begin with into which other versions' files are set aside.
  static let aside = "set-aside-"

  private static let ending = ".audio"
  private static let digits = 16

  /// The name of the file of that number, which is not negative.
  static func name(_ number: Int64) -> String {
    let hexadecimal = String(number, radix: 16)
    return String(repeating: "0", count: digits - hexadecimal.count) + hexadecimal + ending
  }

  /// The number of the file of that name; `nil` when it is none of ours.
  static func number(_ name: String) -> Int64? {
    guard name.hasSuffix(ending), name.utf8.count == digits + ending.utf8.count,
      let number = Int64(name.prefix(digits), radix: 16), number >= 0, Self.name(number) == name
    else { return nil }
    return number
  }

  /// What has to be set aside of a folder.
  ///
  /// - Parameters:
  ///   - names: what is in it.
  ///   - version: what its file ``format`` says; `nil` when there is none.
  static func foreign(_ names: [String], version: String?) -> [String] {
    if version == Self.version { return [] }
    // Without a word on the form, only what looks like ours might be taken for ours.
    if version == nil { return names.filter { number($0) != nil } }
    return names.filter { $0 != lock && !$0.hasPrefix(aside) }
  }
}
