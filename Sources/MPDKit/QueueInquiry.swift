/// By what a song is known: several URIs may lead to the same one. `nil` for a URI that leads to none of ours.
public typealias SongKey = @Sendable (_ uri: String) -> String?

/// What MPD says when it is asked whether one of its queues holds a song.
public enum QueueHolding: Sendable, Equatable {
  /// A queue holds it.
  ///
  /// - Parameter mayTag: whether MPD lets us set the tags of its songs.
  case held(mayTag: Bool)
  /// None does.
  case absent
  /// MPD can't be reached, or doesn't answer in time.
  case unknown
}

/// Asks MPD itself what its queues hold, on a connection of its own: what was read of them may be older than a song
/// that was added a moment ago, and another command may be waiting for that song's first bytes.
struct QueueInquiry: Sendable {
  /// Gives the commands.
  let client: MPDClient
  /// By what songs are known.
  let key: SongKey

  /// How long to wait before an MPD that is not there is asked for again.
  private static let pause = Duration.milliseconds(50)

  /// Asks.
  ///
  /// - Parameters:
  ///   - song: the song's key, which is part of each URI that leads to it.
  ///   - limit: how long the answer may take.
  ///   - insists: whether an MPD that is not there may come back within that time.
  func holding(_ song: String, within limit: Duration, insists: Bool) async -> QueueHolding {
    let deadline = ContinuousClock.now + limit
    while true {
      do throws(MPDError) {
        return try await client.holding(song, key: key, until: deadline)
      } catch {
        guard insists, error.endsConnection, !error.isRefusal, ContinuousClock.now + Self.pause < deadline
        else {
          return .unknown
        }
      }
      do { try await Task.sleep(for: Self.pause) } catch { return .unknown }
    }
  }
}

extension MPDClient {
  /// Whether a queue of MPD, of whatever partition, holds a song.
  ///
  /// - Parameters:
  ///   - song: the song's key.
  ///   - deadline: when the answer comes too late, whoever else is being answered before.
  fileprivate func holding(
    _ song: String, key: SongKey, until deadline: ContinuousClock.Instant
  ) throws(MPDError) -> QueueHolding {
    func left() throws(MPDError) -> Duration {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { throw .timedOut(command: "playlistsearch", after: .zero) }
      return left
    }
    return try perform(within: try left()) { connection throws(MPDError) in
      connection.setDeadline(try left())
      var partitions = try connection.partitions()
      // Most songs are where every client is at first.
      partitions.removeAll { $0 == MPDConnection.defaultPartition }
      for partition in [MPDConnection.defaultPartition] + partitions {
        connection.setDeadline(try left())
        let uris: [String]
        do throws(MPDError) {
          uris = try connection.visit(partition) { connection throws(MPDError) in
            try connection.values("file", of: "playlistsearch", "file", song)
          }
        } catch {
          // Removed meanwhile.
          if case .noSuchItem = error { continue }
          throw error
        }
        guard uris.contains(where: { key($0) == song }) else { continue }
        connection.setDeadline(try left())
        let allowed = try connection.allowedCommands()
        return .held(mayTag: allowed.isEmpty || allowed.contains("addtagid"))
      }
      return .absent
    }
  }
}
