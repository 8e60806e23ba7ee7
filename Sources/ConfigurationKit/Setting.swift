/// A key of the configuration: what may be written, what it means, and where the value goes.
struct Setting: Sendable {
  /// When a change of the value in the file is heeded by a program that runs.
  enum Effect: Sendable {
    /// At the next start.
    case atStart
    /// At once, when the file is read again.
    case atOnce
    /// In a dashboard beside a program that runs at once, else when it starts.
    case inDashboard
  }

  /// The key, as it stands in the file.
  let key: String
  /// What is allowed, to follow "must be".
  let allowed: String
  /// What the value does, in one sentence.
  let meaning: String
  /// What holds while the configuration has no value, in Markdown; `nil` when it always has one.
  let rule: String?
  /// When a change is heeded.
  private(set) var effect = Effect.atStart
  /// The value in a configuration, as YAML; `nil` where the rule holds.
  let text: @Sendable (Configuration) -> String?
  /// The same for others to read: without passwords.
  private(set) var shownText: @Sendable (Configuration) -> String?
  /// What is allowed, as a JSON schema.
  let schema: @Sendable (Vocabulary) -> JSONText
  /// Puts a value into a configuration, or throws a ``SettingValue/Mismatch``.
  let apply: @Sendable (inout Configuration, SettingValue) throws -> Void
  /// Takes the value of one configuration over into another.
  let copy: @Sendable (_ from: Configuration, _ to: inout Configuration) -> Void

  /// A key whose value is kept at `path`.
  ///
  /// - Parameters:
  ///   - rule: what holds while the configuration has no value, in Markdown.
  ///   - meaning: what the value does, in one sentence.
  init<Value>(
    _ key: String, _ path: any WritableKeyPath<Configuration, Value> & Sendable, _ type: SettingType<Value>,
    otherwise rule: String? = nil, _ meaning: String
  ) {
    self.key = key
    self.meaning = meaning
    self.rule = rule
    allowed = type.allowed
    schema = type.schema
    let text: @Sendable (Configuration) -> String? = {
      let text = type.text($0[keyPath: path])
      return text.isEmpty ? nil : text
    }
    self.text = text
    shownText = text
    apply = { $0[keyPath: path] = try type.read($1) }
    copy = { $1[keyPath: path] = $0[keyPath: path] }
  }

  /// The same key, of which a change is heeded at once.
  var heededAtOnce: Setting {
    var setting = self
    setting.effect = .atOnce
    return setting
  }

  /// The same key, which concerns dashboards alone.
  var ofDashboards: Setting {
    var setting = self
    setting.effect = .inDashboard
    return setting
  }

  /// The same key, whose value may have a password that is not to be shown.
  func shown(_ text: @escaping @Sendable (Configuration) -> String?) -> Setting {
    var setting = self
    setting.shownText = text
    return setting
  }

  /// The variable of the environment that outranks the file.
  var environmentName: String { "YTMPD_" + key.uppercased() }

  /// Settings that belong together.
  struct Group: Sendable {
    /// The heading in the documentation.
    let title: String
    /// The settings, in the order of the documentation.
    let settings: [Setting]
  }

  /// Every setting, in the order of the documentation.
  static let all = groups.flatMap(\.settings)

  /// Keys of ytmpd and of its successor that have no meaning here: a file shared with them is in order.
  static let foreign: Set<String> = [
    "auto_auth", "history", "history_reporting", "like_indicator", "liked_songs_playlist_name",
    "proxy_enabled", "radio_playlist_limit", "socket_path", "state_file", "sync_liked_songs",
  ]
}
