import Glibc

/// A theme that a person has written down: a file `NAME.yaml` in the folder `themes` beside the configuration.
public struct ThemeFile: Sendable, Equatable {
  /// The file's name without its extension, in lower case.
  public var name: String
  /// Colours as red, green and blue of 8 bits, by what they are for: one of ``keys``.
  public var colours: [String: UInt32]

  /// What a colour can be for.
  public static let keys = [
    "text", "muted", "accent", "good", "working", "warning", "bad", "background", "selection",
    "selected_text",
  ]

  /// Where the themes of a user with these folders are.
  public static func folder(_ directories: UserDirectories) -> String {
    directories.configuration + "/themes"
  }

  /// Reads a theme.
  ///
  /// - Throws: everything that is wrong with the file, each with its line.
  public init(name: String, path: String) throws(ConfigurationError) {
    guard let text = try ConfigurationFile.text(at: path) else {
      throw ConfigurationError([.init(.file(path, line: nil, column: nil), "no such file")])
    }
    try self.init(name: name, text: text, path: path)
  }

  init(name: String, text: String, path: String) throws(ConfigurationError) {
    self.name = name.lowercased()
    colours = [:]
    var problems: [ConfigurationProblem] = []
    for entry in try ConfigurationDocument.entries(of: text, file: path) {
      let key = entry.key.lowercased().replacing("-", with: "_")
      guard Self.keys.contains(key) else {
        let hint = SettingValue.hint(for: entry.key, among: Self.keys)
        problems.append(.init(entry.origin, "unknown colour \(ConfigurationNode.quote(entry.key))\(hint)"))
        continue
      }
      guard case .scalar(let text, _) = entry.value.shape, let colour = Self.colour(text) else {
        problems.append(
          .init(
            entry.value.origin,
            "\(key) must be a colour such as \"#88c0d0\", in quotes, not \(entry.value.summary)"))
        continue
      }
      colours[key] = colour
    }
    if !problems.isEmpty { throw ConfigurationError(problems) }
  }

  /// `#88c0d0`, `88C0D0` or `#8cd`.
  static func colour(_ text: String) -> UInt32? {
    var digits = text.hasPrefix("#") ? String(text.dropFirst()) : text
    if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
    guard digits.count == 6, digits.allSatisfy({ $0.isHexDigit && $0.isASCII }) else { return nil }
    return UInt32(digits, radix: 16)
  }

  /// Whether the user has a theme of that name.
  static func exists(_ name: String, _ directories: UserDirectories) -> Bool {
    !name.contains("/") && access("\(folder(directories))/\(name).yaml", R_OK) == 0
  }

  /// The themes in a folder by name, and what is wrong with the others; none when there is no such folder.
  public static func all(in folder: String) -> (themes: [ThemeFile], problems: [ConfigurationProblem]) {
    var themes: [ThemeFile] = []
    var problems: [ConfigurationProblem] = []
    for file in names(in: folder) where file.hasSuffix(".yaml") && !file.hasPrefix(".") {
      do throws(ConfigurationError) {
        themes.append(try ThemeFile(name: String(file.dropLast(5)), path: "\(folder)/\(file)"))
      } catch {
        problems += error.problems
      }
    }
    return (themes, problems)
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.append(name)
    }
    return names.sorted()
  }
}
