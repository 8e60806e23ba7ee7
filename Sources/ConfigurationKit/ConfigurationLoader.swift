/// Makes the configuration from the command line, the environment and the file, in this order of rank.
///
/// Safe to use from any thread; reads one file and nothing else.
public struct ConfigurationLoader: Sendable {
  /// A value that the command line gives.
  public struct Override: Sendable, Equatable {
    /// The key it stands for, as in the file.
    public var key: String
    /// The option, with its dashes.
    public var option: String
    /// The value.
    public var text: String

    /// `option` sets `key` to `text`.
    public init(key: String, option: String, text: String) {
      self.key = key
      self.option = option
      self.text = text
    }
  }

  /// A configuration, and the warnings about it.
  public struct Outcome: Sendable, Equatable {
    /// The values.
    public var configuration: Configuration
    /// What the user should know, though nothing fails.
    public var warnings: [ConfigurationProblem]
    /// The file the values come from, `nil` when there was none.
    public var file: String?
    /// Where the value of a key was read; a key that keeps its default has none.
    public var origins: [String: ConfigurationProblem.Origin] = [:]
  }

  /// The user's folders.
  public let directories: UserDirectories
  private let environment: [String: String]
  private let vocabulary: Vocabulary

  /// A loader for a process with these variables.
  ///
  /// - Parameters:
  ///   - environment: the variables.
  ///   - accountHome: the home folder of the account database, used without a usable HOME.
  ///   - vocabulary: what the dashboard calls things.
  public init(
    environment: [String: String], accountHome: String = "/", vocabulary: Vocabulary = .any
  ) {
    self.environment = environment
    self.vocabulary = vocabulary
    directories = UserDirectories(environment: environment, accountHome: accountHome)
  }

  /// Loads the configuration.
  ///
  /// - Parameters:
  ///   - file: the file that was named; `nil` for the user's own, which need not exist.
  ///   - currentFolder: where relative paths of the command line and the environment start.
  ///   - overrides: what the command line says.
  /// - Throws: everything that is wrong, each with its place.
  public func load(
    file: String? = nil, currentFolder: String, overrides: [Override] = []
  ) throws(ConfigurationError) -> Outcome {
    let path = file.map { directories.absolute($0, in: currentFolder) } ?? directories.configurationFile
    let text = try ConfigurationFile.text(at: path)
    if text == nil, file != nil {
      throw ConfigurationError([
        .init(
          .file(path, line: nil, column: nil),
          "no such file; without --config, \(directories.configurationFile) or the defaults are used"
        )
      ])
    }
    return try combine(
      entries: try text.map { text throws(ConfigurationError) in
        try ConfigurationDocument.entries(of: text, file: path)
      } ?? [], file: text == nil ? nil : path, fileFolder: Self.folder(of: path),
      currentFolder: currentFolder,
      overrides: overrides)
  }

  private func combine(
    entries: [ConfigurationNode.Entry], file: String?, fileFolder: String, currentFolder: String,
    overrides: [Override]
  ) throws(ConfigurationError) -> Outcome {
    let settings = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.key, $0) })
    var configuration = Configuration(directories: directories)
    var warnings = [ConfigurationProblem]()
    var problems = [ConfigurationProblem]()
    var origins: [String: ConfigurationProblem.Origin] = [:]

    func apply(_ setting: Setting, _ node: ConfigurationNode, folder: String) {
      // A key without a value asks for the default.
      if node.shape == .null { return }
      do {
        let value = SettingValue(
          node: node, directories: directories, folder: folder, vocabulary: vocabulary)
        try setting.apply(&configuration, value)
        origins[setting.key] = node.origin
      } catch let error as SettingValue.Mismatch {
        problems.append(
          .init(
            error.found.origin,
            "\(setting.key)\(error.part) must be \(error.allowed), not \(error.found.summary)"))
      } catch {
        problems.append(.init(node.origin, "\(setting.key): \(error)"))
      }
    }

    for entry in entries where !Setting.foreign.contains(entry.key) {
      if let setting = settings[entry.key] {
        apply(setting, entry.value, folder: fileFolder)
      } else {
        let nearest = Spelling.nearest(to: entry.key, among: Setting.all.map(\.key))
        let advice = nearest.map { "did you mean \($0)?" } ?? "it is ignored"
        warnings.append(.init(entry.origin, "unknown key \(ConfigurationNode.quote(entry.key)); \(advice)"))
      }
    }
    for setting in Setting.all {
      guard let text = environment[setting.environmentName] else { continue }
      do throws(ConfigurationError) {
        let node = try Self.node(text, from: .environment(setting.environmentName))
        apply(setting, node, folder: currentFolder)
      } catch { problems += error.problems }
    }
    for override in overrides {
      guard let setting = settings[override.key] else { continue }
      do throws(ConfigurationError) {
        apply(setting, try Self.node(override.text, from: .option(override.option)), folder: currentFolder)
      } catch { problems += error.problems }
    }
    if !problems.isEmpty { throw ConfigurationError(problems) }
    return Outcome(configuration: configuration, warnings: warnings, file: file, origins: origins)
  }

  /// The value that `text` stands for outside a file: lists and mappings in YAML's brackets, all else as it is.
  private static func node(
    _ text: String, from origin: ConfigurationProblem.Origin
  ) throws(ConfigurationError) -> ConfigurationNode {
    if text.hasPrefix("[") || text.hasPrefix("{"),
      let node = try ConfigurationDocument.node(of: text, from: origin)
    {
      return node
    }
    return ConfigurationNode(shape: .scalar(text, quoted: text.isEmpty), origin: origin)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }
}
