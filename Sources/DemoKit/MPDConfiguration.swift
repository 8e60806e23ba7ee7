/// The configuration of the demo's private MPD.
struct MPDConfiguration: Equatable {
  /// Where the sound goes.
  enum Output: Equatable {
    /// Nowhere, but in its own time.
    case null
    /// The output plug-in of this name.
    case plugin(String)
    /// Whatever MPD finds.
    case detected
  }

  /// The folder of everything that is this MPD's.
  let folder: String
  /// Where the sound goes.
  let output: Output

  /// The unix socket it listens on.
  var socketPath: String { "\(folder)/socket" }
  /// The file its messages go to.
  var logPath: String { "\(folder)/log" }
  /// The folders it needs.
  var folders: [String] { [musicDirectory, playlistDirectory] }
  /// Where it looks for files.
  var musicDirectory: String { "\(folder)/music" }
  /// Where it looks for playlists.
  var playlistDirectory: String { "\(folder)/playlists" }

  /// The text of mpd.conf.
  var text: String {
    let settings = [
      ("bind_to_address", socketPath), ("music_directory", musicDirectory),
      ("playlist_directory", playlistDirectory), ("db_file", "\(folder)/database"), ("log_file", logPath),
      ("zeroconf_enabled", "no"), ("auto_update", "no"), ("connection_timeout", "3600"),
    ]
    let lines = settings.map { name, value in "\(name) \(Self.quoted(value))\n" }.joined()
    return switch output {
    case .null: lines + Self.audioOutput("null")
    case .plugin(let name): lines + Self.audioOutput(name)
    case .detected: lines
    }
  }

  /// The outputs to try for people who want to hear something, the likeliest first.
  ///
  /// - Parameters:
  ///   - environment: the program's.
  ///   - exists: whether there is a file at a path.
  static func audibleOutputs(environment: [String: String], exists: (String) -> Bool) -> [Output] {
    let runtime = environment["XDG_RUNTIME_DIR"]
    var outputs: [Output] = []
    if let runtime, exists("\(runtime)/pipewire-0") { outputs.append(.plugin("pipewire")) }
    if environment["PULSE_SERVER"] != nil || runtime.map({ exists("\($0)/pulse/native") }) == true {
      outputs.append(.plugin("pulse"))
    }
    return outputs + [.detected]
  }

  private static func audioOutput(_ plugin: String) -> String {
    """
    audio_output {
      type "\(plugin)"
      name "Demo"
      mixer_type "software"
    }

    """
  }

  private static func quoted(_ value: String) -> String {
    "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
