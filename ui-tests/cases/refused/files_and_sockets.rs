//! Open files and connections belong to one borrower.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::Child;

use pool_runtime::Poolable;

type Log = File;

#[derive(Poolable)]
struct Request {
    file: File,
    connection: TcpStream,
    listener: TcpListener,
    socket: UdpSocket,
    reader: BufReader<File>,
    writer: BufWriter<TcpStream>,
    child: Child,
    log: Log,
}

fn main() {}
