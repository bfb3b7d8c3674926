/// x
pub struct Json<T>(pub T);
