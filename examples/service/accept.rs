//! How an answer may be encoded, by `Accept-Encoding` (RFC 9110, 12.5.3).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// A content coding of answers, the better one for the same wish the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    Identity,
    Gzip,
    Zstd,
}

impl Encoding {
    const ALL: [Self; 3] = [Self::Identity, Self::Gzip, Self::Zstd];

    /// Its name in headers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// The one that the client likes best; `None` if it likes none of them.
    pub fn best(headers: &HeaderMap) -> Option<Self> {
        let likings = Self::ALL.map(|encoding| (encoding.liking(headers), encoding));
        let best = likings.into_iter().max()?;
        (best.0 > 0).then_some(best.1)
    }

    /// How much the client likes it, in thousandths; 0 if not at all.
    fn liking(self, headers: &HeaderMap) -> u16 {
        let mut named = None;
        let mut any = None;
        let values = headers.get_all(ACCEPT_ENCODING).iter();
        for item in values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
        {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            let name = name.trim();
            if name == "*" {
                any = Some(thousandths(parameters));
            } else if name.eq_ignore_ascii_case(self.name()) {
                named = Some(thousandths(parameters));
            }
        }
        // Nobody need ask for it as it is; who asks for something else likes that better.
        let unsaid = u16::from(self == Self::Identity);
        named.or(any).unwrap_or(unsaid)
    }
}

/// The weight in the parameters of an item: 1 if there is none, 0 if it is not a weight.
fn thousandths(parameters: &str) -> u16 {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return 1000;
    }
    let weight = parameters
        .strip_prefix("q=")
        .or_else(|| parameters.strip_prefix("Q="));
    let weight = weight.and_then(|weight| weight.trim().parse::<f32>().ok());
    match weight {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 1000"
        )]
        Some(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0) as u16,
        _ => 0,
    }
}
