import ConfigurationKit
import Glibc
import MPDKit

/// Asks MPD what it is, and whether it reads the playlists that we write.
struct PlayerProbe {
  let settings: Settings

  func facts() async -> PlayerCheck.Facts {
    let configuration = settings.configuration
    let folder = FolderFacts(at: configuration.mpdPlaylistDirectory)
    let address: MPDAddress
    do throws(MPDAddressError) {
      address = try settings.mpdAddress()
    } catch {
      return PlayerCheck.Facts(address: .failure(error), folder: folder)
    }
    var facts = PlayerCheck.Facts(
      address: .success(address.description), isLocal: address.isLocal, folder: folder,
      writesXSPF: configuration.playlistFormat == .xspf)
    let client = MPDClient(
      address: address, deadlines: .init(ordinary: .seconds(3), playback: .seconds(3)))
    defer { client.close() }
    do throws(MPDError) {
      let (version, endpoint) = try await client.connect()
      facts.version = .success(version.description)
      facts.faults = version.faults
      facts.address = .success(endpoint.description)
      facts.commands = try await client.allowedCommands()
      if facts.commands?.contains("listplaylists") == true {
        facts.playlists = try await playlists(folder, client: client, isLocal: address.isLocal)
      }
    } catch {
      facts.version = .failure(error)
    }
    return facts
  }

  private func playlists(
    _ folder: FolderFacts, client: MPDClient, isLocal: Bool
  ) async throws(MPDError) -> PlayerCheck.Playlists {
    let known: [String]
    do throws(MPDError) {
      known = try await client.storedPlaylists()
    } catch {
      guard case .rejected(_, _, let text) = error else { throw error }
      return .disabled(text)
    }
    if let named = try await client.directories()["playlist_directory"] {
      return Self.real(named) == Self.real(folder.path) ? .same : .elsewhere(named)
    }
    guard folder.state == .writable, isLocal else { return .unknown }
    // Older MPDs don't tell where they look, but they list what they find there.
    let ours = Self.playlistNames(in: folder.path)
    if ours.contains(where: known.contains) { return .same }
    return try await sees(folder.path, client: client) ? .same : .elsewhere(nil)
  }

  /// Whether a playlist that is put into the folder for a moment shows up.
  private func sees(_ folder: String, client: MPDClient) async throws(MPDError) -> Bool {
    let name = "ytmpd-tui doctor \(getpid())"
    let path = "\(folder)/\(name).m3u"
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
    guard file >= 0 else { return true }
    defer { unlink(path) }
    let header = Array("#EXTM3U\n".utf8)
    _ = write(file, header, header.count)
    close(file)
    return try await client.storedPlaylists().contains(name)
  }

  private static func real(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func playlistNames(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".m3u") { names.append(String(name.dropLast(4))) }
    }
    return names
  }
}
