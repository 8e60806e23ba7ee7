import ConfigurationKit
import FoundationEssentials
import Testing

struct ConfigurationTests {
  @Test(arguments: [
    ("localhost", "http://localhost:1"), ("127.0.0.1", "http://127.0.0.1:1"), ("::1", "http://[::1]:1"),
    ("0.0.0.0", "http://localhost:1"), ("::", "http://localhost:1"),
  ])
  func `URLs name a host that can be connected to`(host: String, url: String) {
    var configuration = Configuration(directories: UserDirectories(environment: [:]))
    configuration.proxyHost = host
    #expect(configuration.publicURL(port: 1) == url)
  }

  @Test(arguments: [
    (["HOME": "/home/me"], "/home/me", "/home/me/.config/ytmpd/config.yaml", "/home/me/.cache/ytmpd-tui"),
    (
      ["HOME": "/home/me/", "XDG_CONFIG_HOME": "/x", "XDG_CACHE_HOME": "/c/"], "/home/me",
      "/x/ytmpd/config.yaml", "/c/ytmpd-tui"
    ),
    (
      ["HOME": "relative", "XDG_CONFIG_HOME": "y", "XDG_CACHE_HOME": "z"], "/account",
      "/account/.config/ytmpd/config.yaml", "/account/.cache/ytmpd-tui"
    ),
    ([:], "/account", "/account/.config/ytmpd/config.yaml", "/account/.cache/ytmpd-tui"),
  ])
  func `folders come from the environment`(
    environment: [String: String], home: String, file: String, cache: String
  ) {
    let directories = UserDirectories(environment: environment, accountHome: "/account")
    #expect(directories.home == home)
    #expect(directories.configurationFile == file)
    #expect(directories.cache == cache)
    #expect(directories.state == home + "/.local/state/ytmpd-tui")
    #expect(directories.expand("~") == home)
    #expect(directories.expand("~/a") == home + "/a")
    #expect(directories.expand("~other/a") == "~other/a")
    let named = UserDirectories(environment: ["HOME": "/home/me", "XDG_STATE_HOME": "/state/"])
    #expect(named.state == "/state/ytmpd-tui")
  }
}
