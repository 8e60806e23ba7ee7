/// What a configuration that is read again changes.
public struct ConfigurationChange: Sendable, Equatable {
  /// Keys whose new value holds at once, with it.
  public var atOnce: [String] = []
  /// Keys whose new value holds at the next start.
  public var atStart: [String] = []
  /// Keys whose new value connected dashboards have at once, and others when they start.
  public var inDashboard: [String] = []

  /// Compares two configurations.
  public init(from old: Configuration, to new: Configuration) {
    for setting in Setting.all where setting.text(old) != setting.text(new) {
      switch setting.effect {
      case .atOnce:
        atOnce.append(
          "\(setting.key): \(setting.shownText(new) ?? SettingReference.plain(setting.rule ?? ""))")
      case .atStart: atStart.append(setting.key)
      case .inDashboard: inDashboard.append(setting.key)
      }
    }
  }

  /// `new` as far as it holds at once, `old` elsewhere: what a program that runs goes by.
  public static func live(_ old: Configuration, _ new: Configuration) -> Configuration {
    var result = old
    for setting in Setting.all where setting.effect == .atOnce { setting.copy(new, &result) }
    return result
  }

  /// A sentence for each kind of change, for people; none when nothing has changed.
  public var sentences: [String] {
    var sentences: [String] = []
    if !atOnce.isEmpty {
      sentences.append("the configuration was read again: \(atOnce.joined(separator: "; "))")
    }
    if !atStart.isEmpty {
      let verb = atStart.count == 1 ? "holds" : "hold"
      sentences.append(
        "\(atStart.joined(separator: ", ")) in the configuration \(verb) only after a restart: "
          + "systemctl --user restart ytmpd-tui, or start `ytmpd-tui serve` again")
    }
    if !inDashboard.isEmpty {
      let verb = inDashboard.count == 1 ? "holds" : "hold"
      sentences.append(
        "\(inDashboard.joined(separator: ", ")) in the configuration \(verb) at once in connected dashboards, and in the next one"
      )
    }
    return sentences
  }
}
