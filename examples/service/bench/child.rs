//! A service in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{self, Command, Stdio};

use anyhow::Context as _;
use serde::de::DeserializeOwned;

use super::load::Connection;
use crate::measured::Taken;

/// A service that ends with this value.
pub struct Child {
    process: process::Child,
    address: SocketAddr,
}

impl Child {
    /// Starts one, on any port.
    pub fn start(options: &[&str]) -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["--listen", "127.0.0.1:0", "--measure"])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the service")?;
        let stdout = process.stdout.take().context("no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .and_then(|address| address.strip_suffix('/'))
            .context("the service did not start")?
            .parse()?;
        Ok(Self { process, address })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has taken.
    pub async fn taken(&self) -> anyhow::Result<Taken> {
        self.get("/measured").await
    }

    /// What its pools say.
    pub async fn pools(&self) -> anyhow::Result<serde_json::Value> {
        self.get("/pools.json").await
    }

    async fn get<T: DeserializeOwned>(&self, path: &'static str) -> anyhow::Result<T> {
        let mut connection = Connection::open(self.address).await?;
        Ok(serde_json::from_slice(&connection.get(path).await?)?)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It has nothing to lose.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
