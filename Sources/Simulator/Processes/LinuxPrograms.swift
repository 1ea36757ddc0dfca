/// What is started on Linux machines.
enum LinuxPrograms {
  static let all = background + web + database + cloud + builds + operations + deployments

  static let everywhere: Set<Role> = [.linuxWeb, .linuxDatabase, .linuxBuild, .linuxCloud, .linuxOperations]
  static let cron = Parent("/usr/sbin/cron", "/usr/sbin/CRON -f")
  static let shell = Parent("/bin/sh", "/bin/sh -c run-parts /etc/cron.hourly")
  static let bash = Parent("/usr/bin/bash", "-bash")
  static let systemd = Parent("/usr/lib/systemd/systemd", "/sbin/init")
  static let secureShell = Parent("/usr/sbin/sshd", "sshd: <user> [priv]")
  static let nginx = Parent("/usr/sbin/nginx", "nginx: worker process")
  static let php = Parent("/usr/sbin/php-fpm8.1", "php-fpm: pool www")
  static let runner = Parent("/opt/ci/runner", "/opt/ci/runner --pool default")
  static let make = Parent("/usr/bin/make", "make -j8 all")

  private static func tool(
    _ name: String, _ arguments: [String], _ cadence: Cadence, by parent: Parent = shell,
    in folder: String = "/usr/bin/",
    from directory: String = "/", as account: Account = .system, on roles: Set<Role> = everywhere,
    share: Double = 1,
    rollout: Int? = nil
  ) -> Program {
    Program(
      name, in: folder, arguments, from: directory, by: parent, as: account, on: roles, cadence, share: share,
      rollout: rollout)
  }

  private static let background: [Program] = [
    tool(
      "sh", ["-c run-parts --report /etc/cron.hourly", "-c /usr/lib/sysstat/debian-sa1 1 1"],
      .every(minutes: 120), by: cron),
    tool("run-parts", ["--report /etc/cron.hourly"], .every(minutes: 120)),
    tool("sa1", ["1 1"], .every(minutes: 120), in: "/usr/lib/sysstat/"),
    tool("logrotate", ["/etc/logrotate.conf"], .daily(hour: 0.3), in: "/usr/sbin/"),
    tool("find", ["/tmp -mtime +7 -delete", "/var/log -name *.gz"], .every(minutes: 120)),
    tool("gawk", ["{print $1}", "-F: {print $3} /etc/passwd"], .always(0.3)),
    tool("sed", ["-n 1p", "-e s/a/b/"], .always(0.3)),
    tool("grep", ["-q up", "-c error /var/log/syslog"], .always(0.4)),
    tool("date", ["+%s"], .always(0.3)), tool("cat", ["/proc/loadavg", "/proc/meminfo"], .always(0.4)),
    tool("df", ["-P"], .every(minutes: 180)), tool("ps", ["aux"], .always(0.4)),
    tool("ss", ["-tlnp"], .every(minutes: 120)),
    tool("systemctl", ["is-active nginx", "list-units --failed"], .always(0.4)),
    tool("apt-get", ["-qq update"], .daily(hour: 6.2)), tool("unattended-upgrade", ["-d"], .daily(hour: 6.6)),
    tool("dpkg", ["-l", "--print-architecture"], .daily(hour: 6.7)),
    tool(
      "vigil-agent", ["check --all"], .every(minutes: 120), by: systemd, in: "/opt/vigil/bin/",
      as: .service("vigil")),
    tool(
      "python3", ["/opt/vigil/plugins/disk.py", "/opt/vigil/plugins/net.py"], .every(minutes: 120),
      by: Parent("/opt/vigil/bin/vigil-agent"), as: .service("vigil")),
    tool("bash", ["-l"], .perWeek(2.5), by: secureShell, from: "/home/<user>", as: .owner),
    tool("ls", ["-la", "--color=auto"], .perWeek(6), by: bash, from: "/home/<user>", as: .owner),
    tool("sudo", ["systemctl status nginx", "-i"], .perWeek(2), by: bash, from: "/home/<user>", as: .owner),
    tool("vim", ["/etc/hosts", "notes.md"], .perWeek(1), by: bash, from: "/home/<user>", as: .owner),
    tool("tail", ["-f /var/log/syslog"], .perWeek(1.5), by: bash, from: "/var/log", as: .owner),
    tool(
      "curl", ["-fsS https://health.corp.brightharbor.example/<host>"], .every(minutes: 180),
      as: .service("vigil")),
    tool("apt-key", ["list"], .monthly(hour: 6)), tool("updatedb", [""], .weekly(weekday: 6, hour: 4)),
    tool("fstrim", ["-av"], .weekly(weekday: 0, hour: 0.5), in: "/sbin/"),
    tool("lynis", ["audit system --quick"], .thirdMonday(hour: 4), in: "/usr/sbin/"),
    tool("needrestart", ["-r a"], .patchDay(1), in: "/usr/sbin/"),
    tool("dpkg-deb", ["--fsys-tarfile /tmp/apt-dpkg-install-<b36>/pkg.deb"], .patchDay(5)),
    tool("<word>.postinst", ["configure <ver>"], .patchDay(3), in: "/var/lib/dpkg/info/"),
    tool("update-initramfs", ["-u"], .patchDay(1), in: "/usr/sbin/"),
    tool("shutdown", ["-r now"], .patchDay(1), in: "/sbin/"),
  ]

  private static let web: [Program] = {
    let on: Set<Role> = [.linuxWeb]
    return [
      tool(
        "php-fpm8.1", ["--nodaemonize"], .every(minutes: 120), by: systemd, in: "/usr/sbin/",
        as: .service("www-data"), on: on),
      tool("nginx", ["-s reload", "-t"], .every(minutes: 360), by: systemd, in: "/usr/sbin/", on: on),
      tool("certbot", ["renew -q"], .every(minutes: 720), on: on),
      tool(
        "convert", ["/tmp/php<b36> -resize 300x300 /var/www/img/<hex12>.jpg"], .always(1.2), by: php,
        from: "/var/www/", as: .service("www-data"), on: on),
      tool(
        "sh", ["-c convert /tmp/php<b36>"], .always(1.2), by: php, from: "/var/www/",
        as: .service("www-data"), on: on),
      tool(
        "wp-cron", ["--due-now"], .every(minutes: 120), by: cron, from: "/var/www/", as: .service("www-data"),
        on: on),
      tool(
        "sendmail", ["-t -i"], .always(0.3), by: php, in: "/usr/sbin/", from: "/var/www/",
        as: .service("www-data"), on: on),
    ]
  }()

  private static let database: [Program] = {
    let on: Set<Role> = [.linuxDatabase]
    return [
      tool(
        "postgres", ["autovacuum worker", "-D /var/lib/postgresql/14/main"], .always(3),
        by: Parent("/usr/lib/postgresql/14/bin/postgres"), in: "/usr/lib/postgresql/14/bin/",
        from: "/var/lib/postgresql/", as: .service("postgres"), on: on),
      tool("pg_dump", ["-Fc orders", "-Fc billing"], .daily(hour: 2), as: .service("postgres"), on: on),
      tool("psql", ["-Atc select_1"], .every(minutes: 120), as: .service("postgres"), on: on),
      tool("pigz", ["-p 4"], .daily(hour: 2.2), as: .service("postgres"), on: on),
      tool(
        "rsync", ["-a /backup/ backup@file-nyc-112:/pg/"], .daily(hour: 3), as: .service("backup"), on: on),
      tool(
        "pg_basebackup", ["-D /backup/weekly"], .weekly(weekday: 6, hour: 1), as: .service("postgres"), on: on
      ),
    ]
  }()

  private static let cloud: [Program] = {
    let on: Set<Role> = [.linuxCloud, .linuxWeb]
    let kubelet = Parent("/usr/bin/containerd-shim-runc-v2", "containerd-shim-runc-v2 -namespace k8s.io")
    return [
      tool("amazon-ssm-agent", [""], .every(minutes: 720), by: systemd, in: "/usr/bin/", on: on),
      tool("ssm-agent-worker", [""], .every(minutes: 120), by: Parent("/usr/bin/amazon-ssm-agent"), on: on),
      tool("cloud-init", ["status"], .daily(hour: 4.4), by: systemd, on: on),
      tool(
        "runc", ["--root /run/containerd/runc/k8s.io exec --process /tmp/runc-process<n>"], .always(2),
        by: kubelet, in: "/usr/sbin/", on: [.linuxCloud]),
      tool("pause", [""], .always(0.4), by: kubelet, in: "/", on: [.linuxCloud]),
      tool("grpc_health_probe", ["-addr=:<n>"], .always(1.2), by: kubelet, in: "/bin/", on: [.linuxCloud]),
      tool(
        "java", ["-jar /app/<word>.jar"], .always(0.3), by: kubelet, from: "/app", as: .service("app"),
        on: [.linuxCloud]),
      tool("nsenter", ["--mount=/proc/1/ns/mnt -- df"], .every(minutes: 240), by: kubelet, on: [.linuxCloud]),
    ]
  }()

  private static let builds: [Program] = {
    let on: Set<Role> = [.linuxBuild]
    let place = "/builds/<word>"
    func step(_ name: String, _ arguments: [String], _ rate: Double, in folder: String = "/usr/bin/")
      -> Program
    {
      tool(name, arguments, .always(rate), by: make, in: folder, from: place, as: .service("ci"), on: on)
    }
    return [
      step(
        "cc1plus", ["-quiet src/<word>.cpp -o /tmp/cc<b36>.s"], 30, in: "/usr/lib/gcc/x86_64-linux-gnu/11/"),
      step("as", ["--64 -o obj/<hex8>.o /tmp/cc<b36>.s"], 26), step("ld", ["-o bin/<word>"], 4),
      step("g++", ["-c -O2 src/<word>.cpp"], 26),
      step("git", ["fetch origin", "checkout -f <hex8>"], 4), step("go", ["build ./..."], 3),
      step("node", ["webpack --mode production"], 2),
      step("python3", ["-m pytest -n 4"], 3), step("docker", ["build -t <word>:<hex8> ."], 2),
      step("make", ["-j8 all"], 3),
      step("tar", ["-xzf cache-<hex8>.tgz"], 2),
      step("<word>_test", ["--gtest_shuffle"], 3, in: "/builds/out/"),
      step("<word>.test", ["-test.timeout=10m0s"], 2, in: "/tmp/go-build<n>/b001/"),
      step("ninja", ["-C out"], 1),
      tool("runner", ["--job <n>"], .always(4), by: systemd, in: "/opt/ci/", as: .service("ci"), on: on),
    ]
  }()

  private static let operations: [Program] = {
    let on: Set<Role> = [.linuxOperations]
    func admin(_ name: String, _ arguments: [String], _ rate: Double, share: Double = 1) -> Program {
      tool(name, arguments, .perWeek(rate), by: bash, from: "/home/<user>", as: .owner, on: on, share: share)
    }
    return [
      tool(
        "ansible-playbook", ["site.yml -l web", "patch.yml"], .every(minutes: 240), by: cron,
        from: "/opt/ansible", as: .service("ansible"), on: on),
      tool(
        "ssh", ["web-ber-101 uptime"], .always(3), by: Parent("/usr/bin/ansible-playbook"),
        as: .service("ansible"), on: on),
      admin("nmap", ["-sn 10.20.1.0/24", "-p 443 web-ber-101"], 4), admin("tcpdump", ["-i eth0 -c 100"], 1.5),
      admin("strace", ["-p 1<small>"], 0.6),
      admin("dig", ["intranet.corp.brightharbor.example"], 5), admin("terraform", ["plan", "apply"], 6),
      admin("kubectl", ["get pods -A", "logs web"], 12),
      admin("aws", ["s3 ls", "ec2 describe-instances"], 6), admin("nc", ["-zv db-nyc-109 5432"], 1),
      admin("socat", ["-d TCP:10.20.4.9:80 -"], 0.3),
      admin("base64", ["-d token.txt"], 0.8), admin("openssl", ["s_client -connect web-ber-101:443"], 2),
      admin("perl", ["-ne print"], 0.5),
      admin("gdb", ["-p 812"], 0.2), admin("screen", ["-ls"], 0.4), admin("htop", [""], 3),
      admin("wget", ["https://mirror.openlagoon.org/<word>.tar.gz"], 1),
      admin("<word>.sh", ["--dry-run"], 0.6), admin("hping3", ["-S -p 80 web-ber-101"], 0.15),
      admin("masscan", ["10.20.0.0/16 -p443"], 0.1),
    ]
  }()

  private static let deployments: [Program] = [
    tool("lanternd", ["--service"], .every(minutes: 180), by: systemd, in: "/opt/lantern/", rollout: 5),
    tool(
      "orchid-sensor", ["--scan quick"], .every(minutes: 240), by: systemd, in: "/opt/orchid/", rollout: 15),
    tool(
      "tracebeam", ["--ebpf"], .every(minutes: 240), by: systemd, in: "/opt/tracebeam/bin/",
      on: [.linuxCloud, .linuxWeb], rollout: 17),
  ]
}
