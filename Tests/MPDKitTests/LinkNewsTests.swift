import Testing

@testable import MPDKit

@Suite struct LinkNewsTests {
  enum Step: Sendable {
    case connected
    case succeeded
    case lost(MPDError)
    case failed(MPDError)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let steps: [Step]
    /// Which of them are told.
    let told: [Int]
  }

  static let permission = MPDError.permission(command: "idle")

  static let rows: [Row] = [
    Row(
      testDescription: "a loss is told each time", steps: [.lost(.closed), .lost(.closed)], told: [0, 1]),
    Row(
      testDescription: "a refusal is told once",
      steps: [.lost(permission), .lost(permission), .lost(permission)], told: [0]),
    Row(
      testDescription: "another refusal is news", steps: [.lost(permission), .lost(.wrongPassword)],
      told: [0, 1]),
    Row(
      testDescription: "the same one after a loss is news",
      steps: [.lost(permission), .lost(.closed), .lost(permission)], told: [0, 1, 2]),
    Row(
      testDescription: "the same one after a connection is news",
      steps: [.lost(permission), .connected, .lost(permission)], told: [0, 2]),
    Row(
      testDescription: "a failure is told once", steps: [.failed(.closed), .failed(.closed)], told: [0]),
    Row(
      testDescription: "another failure is news", steps: [.failed(.closed), .failed(permission)],
      told: [0, 1]),
    Row(
      testDescription: "a failure after success is news",
      steps: [.failed(.closed), .succeeded, .failed(.closed)], told: [0, 2]),
    Row(
      testDescription: "a failure after a loss is news",
      steps: [.failed(.closed), .lost(.closed), .connected, .failed(.closed)], told: [0, 1, 3]),
  ]

  @Test(arguments: rows) func sameTrouble_isToldOnce(_ row: Row) {
    var news = LinkNews()
    let told = row.steps.indices.filter { index in
      switch row.steps[index] {
      case .connected:
        news.connected()
        return false
      case .succeeded:
        news.succeeded()
        return false
      case .lost(let error): return news.lost(error)
      case .failed(let error): return news.failed(error)
      }
    }
    #expect(told == row.told)
  }

  @Test func unreadableSongs_areToldOnce() {
    func song(_ id: UInt32) -> MPDSong { .unreadable(MPDSongID(rawValue: id), position: Int(id)) }
    let other = MPDSong(uri: "a", id: MPDSongID(rawValue: 9), position: 0)
    var news = LinkNews()
    #expect(news.unreadable(in: [other]).isEmpty)
    #expect(news.unreadable(in: [other, song(1)]) == [song(1)])
    #expect(news.unreadable(in: [other, song(1), song(2)]) == [song(2)])
    news.connected()
    #expect(news.unreadable(in: [song(2)]).isEmpty)
    #expect(news.unreadable(in: [song(1), song(2)]) == [song(1)])
  }
}
